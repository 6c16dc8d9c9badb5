"""Weakly supervised anomaly scoring over precomputed clip features (one text file per video)."""
import argparse
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SEGMENTS = 32


def extract_features(folder):
    rng = np.random.default_rng(0)
    for kind, shift in (("Normal", 0.0), ("Anomaly", 0.3)):
        os.makedirs(os.path.join(folder, kind))
        for i in range(4):
            pooled = rng.random((SEGMENTS, 2048), dtype=np.float32) + shift
            np.savetxt(os.path.join(folder, kind, f"video_{i}.txt"), pooled, fmt="%.3f")


class FeatureBags(Dataset):
    def __init__(self, folder, kind):
        base = os.path.join(folder, kind)
        self.paths = [os.path.join(base, f) for f in sorted(os.listdir(base))]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with open(self.paths[index]) as f:
            rows = [np.fromstring(line, dtype=np.float32, sep=" ") for line in f]
        return torch.from_numpy(np.stack(rows))


class AnomalyDetector(nn.Module):
    def __init__(self, feature_dim):
        super().__init__()
        self.fc1 = nn.Linear(feature_dim, 512)
        self.fc2 = nn.Linear(512, 32)
        self.fc3 = nn.Linear(32, 1)
        self.dropout = nn.Dropout(0.6)
        for fc in (self.fc1, self.fc2, self.fc3):
            nn.init.xavier_normal_(fc.weight)

    def forward(self, x):
        x = self.dropout(torch.relu(self.fc1(x)))
        x = self.dropout(self.fc2(x))
        return torch.sigmoid(self.fc3(x))


class MilRankingLoss(nn.Module):
    def __init__(self, sparsity=8e-5, smoothness=8e-5):
        super().__init__()
        self.sparsity, self.smoothness = sparsity, smoothness

    def forward(self, anomal, normal):
        hinge = torch.relu(1 - anomal.max(1).values + normal.max(1).values).mean()
        smooth = (anomal[:, 1:] - anomal[:, :-1]).pow(2).sum(1).mean()
        return hinge + self.smoothness * smooth + self.sparsity * anomal.sum(1).mean()


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--feature_dim", type=int, default=4096)
    parser.add_argument("--batch_size", type=int, default=2)
    parser.add_argument("--lr_base", type=float, default=0.01)
    parser.add_argument("--epochs", type=int, default=1)
    return parser.parse_args()


def main():
    args = get_args()
    with tempfile.TemporaryDirectory() as folder:
        extract_features(folder)
        normal = DataLoader(FeatureBags(folder, "Normal"), batch_size=args.batch_size, shuffle=True)
        anomal = DataLoader(FeatureBags(folder, "Anomaly"), batch_size=args.batch_size, shuffle=True)
        network = AnomalyDetector(args.feature_dim)
        optimizer = torch.optim.Adadelta(network.parameters(), lr=args.lr_base)
        criterion = MilRankingLoss()
        for epoch in range(args.epochs):
            for bags_a, bags_n in zip(anomal, normal):
                bags = torch.cat([bags_a, bags_n])
                scores = network(bags.flatten(0, 1)).view(-1, SEGMENTS)
                loss = criterion(scores[:len(bags_a)], scores[len(bags_a):])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch}: {loss.item():.4f}")


if __name__ == "__main__":
    main()
