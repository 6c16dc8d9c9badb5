import random

import torch
from torch import nn
from torch.utils.data import DataLoader

from commands import SpeechCommands
from transforms import build_transform

cfg = {
    "n_samples": 4000,
    "n_classes": 6,
    "speed_factors": (0.9, 1.0, 1.1),
    "speed_prob": 0.3,
    "snr": 25.0,
    "batch_size": 8,
    "epochs": 2,
}


class M3(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(1, 16, 80, stride=4), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(4),
            nn.Conv1d(16, 32, 3), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(4),
        )
        self.head = nn.Linear(32, n_classes)

    def forward(self, x):
        return self.head(self.body(x).mean(2))


def run_epoch(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total, correct = 0.0, 0
    for waves, labels in loader:
        logits = model(waves)
        loss = criterion(logits, labels)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(labels)
        correct += (logits.argmax(1) == labels).sum().item()
    return total / len(loader.dataset), correct / len(loader.dataset)


def main():
    random.seed(1)
    torch.manual_seed(1)
    train_set = SpeechCommands(48, cfg["n_classes"], build_transform(cfg, train=True), seed=0)
    valid_set = SpeechCommands(24, cfg["n_classes"], build_transform(cfg, train=False), seed=1)
    train_loader = DataLoader(train_set, cfg["batch_size"], shuffle=True)
    valid_loader = DataLoader(valid_set, cfg["batch_size"])
    model = M3(cfg["n_classes"])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(cfg["epochs"]):
        print("valid", run_epoch(model, valid_loader, criterion))
        print("train", run_epoch(model, train_loader, criterion, optimizer))


if __name__ == "__main__":
    main()
