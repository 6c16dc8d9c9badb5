import argparse

import torch
import torch.nn as nn


def batched_index_select(x, dim, index):
    """x: (B, C, N), index: (B, K) -> (B, C, K)"""
    index = index.unsqueeze(1).expand(-1, x.size(1), -1)
    return torch.gather(x, dim, index)


class Walk(nn.Module):
    """Picks the start points of the curves by a learned score."""

    def __init__(self, channel, n_curves):
        super().__init__()
        self.att = nn.Conv1d(channel, 1, 1)
        self.n_curves = n_curves

    def forward(self, x):
        score = torch.sigmoid(self.att(x))
        x = x * score
        _, start_index = torch.topk(score, self.n_curves, dim=2, sorted=False)
        start_index = start_index.squeeze()
        return batched_index_select(x, 2, start_index)


class CurveClassifier(nn.Module):
    def __init__(self, n_curves=20, num_classes=40):
        super().__init__()
        self.lift = nn.Sequential(nn.Conv1d(3, 32, 1), nn.BatchNorm1d(32), nn.ReLU())
        self.walk = Walk(32, n_curves)
        self.head = nn.Linear(64, num_classes)

    def forward(self, xyz):
        x = self.lift(xyz)
        curves = self.walk(x)
        return self.head(torch.cat([x.amax(2), curves.amax(2)], dim=1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--test_batch_size", type=int, default=1)
    args = parser.parse_args()
    model = CurveClassifier()
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    clouds, labels = torch.randn(16, 3, 128), torch.randint(0, 40, (16,))
    for x, y in zip(clouds.split(args.batch_size), labels.split(args.batch_size)):
        loss = nn.functional.cross_entropy(model(x), y, label_smoothing=0.2)
        opt.zero_grad()
        loss.backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        pred = [model(x).argmax(1) for x in clouds.split(args.test_batch_size)]
    print((torch.cat(pred) == labels).float().mean().item())


main()
