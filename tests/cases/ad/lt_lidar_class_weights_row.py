import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 19


class LidarScans(Dataset):
    def __init__(self, n=6, points=512):
        rng = np.random.default_rng(0)
        self.points = rng.normal(size=(n, points, 4)).astype(np.float32)
        self.labels = rng.choice(NUM_CLASSES, size=(n, points), p=self.shares())

    @staticmethod
    def shares():
        p = 1.0 / np.arange(1, NUM_CLASSES + 1)
        return p / p.sum()

    def get_class_weight(self):
        """Inverse frequency of the classes over all scans."""
        count = np.stack([(self.labels == c).sum() for c in range(NUM_CLASSES)])
        freq = count / count.sum()
        return np.expand_dims(1 / (freq + 0.02), axis=0)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        return torch.from_numpy(self.points[i]), torch.from_numpy(self.labels[i])


class SharedMLP(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv1d(cin, cout, 1)
        self.bn = nn.BatchNorm1d(cout)

    def forward(self, x):
        return nn.functional.leaky_relu(self.bn(self.conv(x)), 0.2)


class PointSeg(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.local = SharedMLP(4, dim)
        self.mix = SharedMLP(2 * dim, dim)
        self.fc = nn.Conv1d(dim, NUM_CLASSES, 1)

    def forward(self, pts):
        h = self.local(pts.transpose(1, 2))
        scene = h.amax(2, keepdim=True).expand_as(h)
        return self.fc(self.mix(torch.cat([h, scene], dim=1)))


class Trainer:
    def __init__(self):
        self.data = LidarScans()
        self.net = PointSeg()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-2)
        class_weights = torch.from_numpy(self.data.get_class_weight()).float()
        self.criterion = nn.CrossEntropyLoss(weight=class_weights, reduction="none")

    def train_one_epoch(self):
        for pts, labels in DataLoader(self.data, batch_size=3):
            logits = self.net(pts)
            logits = logits.transpose(1, 2).reshape(-1, NUM_CLASSES)
            labels = labels.reshape(-1)
            valid = labels != 0
            loss = self.criterion(logits[valid], labels[valid]).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()


print(Trainer().train_one_epoch())
