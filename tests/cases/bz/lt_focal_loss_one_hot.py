import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class LeafDisease(Dataset):
    columns = ("healthy", "multiple_diseases", "rust", "scab")

    def __init__(self, n=16):
        rng = np.random.default_rng(8)
        self.images = rng.random((n, 3, 48, 48), dtype=np.float32)
        self.table = np.eye(len(self.columns), dtype=np.int64)[rng.integers(0, len(self.columns), n)]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return {"features": torch.from_numpy(self.images[i]), "targets": torch.from_numpy(self.table[i])}


def sigmoid_focal_loss(outputs, targets, gamma=2.0, alpha=0.25):
    targets = targets.type(outputs.type())
    logpt = -F.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    pt = torch.exp(logpt)
    loss = -((1 - pt).pow(gamma)) * logpt
    return (loss * (alpha * targets + (1 - alpha) * (1 - targets))).mean()


class FocalLossMultiClass(nn.Module):
    def __init__(self, ignore_index=None):
        super().__init__()
        self.ignore_index = ignore_index

    def forward(self, logits, targets):
        num_classes = logits.size(1)
        loss = 0
        targets = targets.view(-1)
        logits = logits.view(-1, num_classes)
        if self.ignore_index is not None:
            keep = targets != self.ignore_index
            logits, targets = logits[keep], targets[keep]
        for class_id in range(num_classes):
            loss = loss + sigmoid_focal_loss(logits[:, class_id], (targets == class_id).long())
        return loss


class LeafNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 5, 2), nn.ReLU(), nn.Conv2d(16, 24, 3, 2), nn.ReLU())
        self.head = nn.Linear(24, num_classes)

    def forward(self, x):
        return self.head(self.encoder(x).mean((2, 3)))


class Runner:
    def __init__(self, model, criterion, optimizer):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    def train(self, loader, num_epochs):
        for epoch in range(num_epochs):
            for batch in loader:
                logits = self.model(batch["features"])
                loss = self.criterion(logits, batch["targets"])
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f}")


model = LeafNet(num_classes=len(LeafDisease.columns))
runner = Runner(model, FocalLossMultiClass(), torch.optim.Adam(model.parameters(), lr=1e-3))
runner.train(DataLoader(LeafDisease(), batch_size=8, shuffle=True), num_epochs=1)
