import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class BSDSRIND(Dataset):
    """Pictures with five planes: all edges, and those of depth, normal, reflectance and illumination."""

    def __init__(self, n=10, size=48):
        self.images = torch.rand(n, 3, size, size)
        self.targets = (torch.rand(n, 5, size, size) > 0.95).float()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.targets[i]


class AttentionLoss(nn.Module):
    """The loss of every kind of edges, which are few: their weight grows with their rarity."""

    def __init__(self, gamma=0.5):
        super().__init__()
        self.gamma = gamma

    def forward(self, output, label):
        total = 0
        for pred, target in zip(output, label):
            beta = 1 - target.mean()
            weight = torch.where(target > 0, beta, 1 - beta)
            pt = torch.where(target > 0, torch.sigmoid(pred), 1 - torch.sigmoid(pred))
            weight = weight * (1 - pt.detach()) ** self.gamma
            total = total + F.binary_cross_entropy_with_logits(pred, target, weight)
        return total / len(label)


class RINDNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU())
        self.depth, self.normal = nn.Conv2d(16, 1, 1), nn.Conv2d(16, 1, 1)
        self.reflectance, self.illumination = nn.Conv2d(16, 1, 1), nn.Conv2d(16, 1, 1)

    def forward(self, x):
        h = self.stem(x)
        return self.depth(h), self.normal(h), self.reflectance(h), self.illumination(h)


class Trainer:
    def __init__(self):
        self.model = RINDNet()
        self.criterion = AttentionLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3, momentum=0.9)

    def training(self, loader):
        self.model.train()
        for image, target in loader:
            self.optimizer.zero_grad()
            out_depth, out_normal, out_reflectance, out_illumination = self.model(image)
            loss = self.criterion([out_depth, out_normal, out_reflectance, out_illumination], target[:, 1:5, :, :])
            loss.backward()
            self.optimizer.step()
        return loss.item()


torch.manual_seed(0)
print("loss", Trainer().training(DataLoader(BSDSRIND(), batch_size=5, shuffle=True)))
