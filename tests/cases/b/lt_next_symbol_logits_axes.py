from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Config:
    num_classes: int = 30
    seq_len: int = 12
    embed: int = 24
    hidden: int = 48
    batch_size: int = 8
    lr: float = 3e-3


class Continuations(Dataset):
    """Input: class indices of a sequence; target: the same sequence one step later."""

    def __init__(self, cfg, n=48):
        start = torch.randint(0, cfg.num_classes, (n, 1))
        stride = torch.randint(1, 4, (n, 1))
        self.seq = (start + stride * torch.arange(cfg.seq_len + 1)) % cfg.num_classes

    def __len__(self):
        return len(self.seq)

    def __getitem__(self, i):
        return self.seq[i, :-1], self.seq[i, 1:]


class NextSymbol(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.embedding = nn.Embedding(cfg.num_classes, cfg.embed)
        self.lstm = nn.LSTM(cfg.embed, cfg.hidden, batch_first=True)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(cfg.hidden, cfg.num_classes)

    def forward(self, x):
        h, _ = self.lstm(self.embedding(x))
        return self.out(self.drop(h))


def train_epoch(model, loader, criterion, optimizer):
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


cfg = Config()
model = NextSymbol(cfg)
loader = DataLoader(Continuations(cfg), batch_size=cfg.batch_size, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
for epoch in range(2):
    print(epoch, train_epoch(model, loader, nn.CrossEntropyLoss(), optimizer))
