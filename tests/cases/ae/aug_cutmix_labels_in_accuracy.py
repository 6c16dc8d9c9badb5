import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, default_collate
from torchvision.transforms import v2

NUM_CLASSES = 7


class Expressions(Dataset):
    """Face crops with one of seven expressions."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, NUM_CLASSES, (n,), generator=g)
        self.x = torch.rand(n, 3, 32, 32, generator=g) + self.y.view(-1, 1, 1, 1) / NUM_CLASSES

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], int(self.y[i])


cutmix = v2.CutMix(num_classes=NUM_CLASSES, alpha=1.0)


def mixed_collate(batch):
    return cutmix(*default_collate(batch))


class FaceNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.head = nn.Linear(32, NUM_CLASSES)

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))


def count_hits(logits, targets):
    predicted = logits.argmax(dim=1)
    return predicted.eq(targets).sum().item()


def run_epoch(net, loader, criterion, optimizer=None):
    net.train(optimizer is not None)
    seen, hits, losses = 0, 0, []
    for inputs, targets in loader:
        outputs = net(inputs)
        loss = criterion(outputs, targets)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
        hits += count_hits(outputs, targets)
        seen += len(inputs)
    return np.mean(losses), hits / seen


torch.manual_seed(0)
train_loader = DataLoader(Expressions(128, 1), batch_size=64, shuffle=True, collate_fn=mixed_collate)
val_loader = DataLoader(Expressions(64, 2), batch_size=64)
net = FaceNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(2):
    print(epoch, "validation", *run_epoch(net, val_loader, criterion))
    print(epoch, "training", *run_epoch(net, train_loader, criterion, optimizer))
