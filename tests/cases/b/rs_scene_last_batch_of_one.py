import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

NUM_SCENES = 80


class SceneNet(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, width, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(width, width * 2, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(width * 2, NUM_SCENES)

    def forward(self, x):
        feat = self.pool(self.trunk(x))
        feat = feat.squeeze()
        return self.classifier(feat)


def top3_hits(score, label):
    _, best = score.topk(3, dim=1)
    return (best == label[:, None]).any(dim=1).sum().item()


@torch.no_grad()
def val(model, loader):
    model.eval()
    hits = total = 0
    for x, y in loader:
        hits += top3_hits(model(x), y)
        total += len(y)
    return hits / total


def train(model, loader, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def scenes(n):
    return TensorDataset(torch.rand(n, 3, 48, 48), torch.randint(0, NUM_SCENES, (n,)))


model = SceneNet()
print("loss", train(model, DataLoader(scenes(48), batch_size=12, shuffle=True)))
print("top3", val(model, DataLoader(scenes(37), batch_size=12)))
