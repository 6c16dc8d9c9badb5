import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 4


class CardiacSlices(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(n)
        self.x = torch.rand(n, 1, 48, 48, generator=g)
        self.y = torch.randint(0, NUM_CLASSES, (n, 48, 48), generator=g)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class SoftDiceLoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth

    def forward(self, logits, target):
        probs = logits.softmax(dim=1)
        onehot = F.one_hot(target, logits.size(1)).float()
        intersection = (probs * onehot).sum(dim=(2, 3))
        cardinality = probs.pow(2).sum(dim=(2, 3)) + onehot.sum(dim=(2, 3))
        score = (2 * intersection + self.smooth) / (cardinality + self.smooth)
        return 1 - score.mean()


class SegNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU())
        self.mid = nn.Sequential(nn.Conv2d(16, 16, 3, padding=2, dilation=2), nn.ReLU())
        self.dec = nn.ConvTranspose2d(16, n_classes, 2, stride=2)

    def forward(self, x):
        return self.dec(self.mid(self.enc(x)))


def run_epoch(net, loader, ce, dice, optimizer=None):
    net.train(optimizer is not None)
    history = []
    for x, y in loader:
        with torch.set_grad_enabled(optimizer is not None):
            out = net(x)
            loss = ce(out, y) + 0.5 * dice(out, y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return sum(history) / len(history)


def main():
    net = SegNet(NUM_CLASSES)
    ce, dice = nn.CrossEntropyLoss(), SoftDiceLoss()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
    train_loader = DataLoader(CardiacSlices(18), batch_size=6, shuffle=True)
    val_loader = DataLoader(CardiacSlices(6), batch_size=6)
    for epoch in range(2):
        tr = run_epoch(net, train_loader, ce, dice, optimizer)
        va = run_epoch(net, val_loader, ce, dice)
        print(f"{epoch:02d} train {tr:.4f} val {va:.4f}")


if __name__ == "__main__":
    main()
