import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

config = {
    "classes": 5,
    "width": 32,
    "kernel": 5,
    "levels": 2,
    "batch_size": 4,
    "epochs": 1,
    "lr": 1e-3,
}


def haar_bank(channels):
    low = torch.tensor([1.0, 1.0]) / 2 ** 0.5
    high = torch.tensor([1.0, -1.0]) / 2 ** 0.5
    bank = torch.stack([torch.outer(a, b) for a in (low, high) for b in (low, high)])
    return bank[:, None].repeat(channels, 1, 1, 1)


class WaveletConv(nn.Module):
    """Depthwise convolution with a large receptive field, made in the Haar domain."""

    def __init__(self, channels, kernel_size=5, levels=1):
        super().__init__()
        self.levels = levels
        self.register_buffer("bank", haar_bank(channels))
        self.base = nn.Conv2d(channels, channels, kernel_size, padding="same", groups=channels)
        self.bands = nn.ModuleList(
            nn.Conv2d(4 * channels, 4 * channels, kernel_size, padding="same", groups=4 * channels, bias=False)
            for _ in range(levels)
        )

    def forward(self, x):
        coeffs, current = [], x
        for band in self.bands:
            c = current.shape[1]
            sub = F.conv2d(current, self.bank, stride=2, groups=c)
            current = sub[:, ::4]
            coeffs.append(band(sub))
        up = 0
        for sub in reversed(coeffs):
            sub = sub.clone()
            sub[:, ::4] = sub[:, ::4] + up
            up = F.conv_transpose2d(sub, self.bank, stride=2, groups=sub.shape[1] // 4)
        return self.base(x) + up


class LeafClassifier(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        width = cfg["width"]
        self.prep = WaveletConv(width, cfg["kernel"], cfg["levels"])
        self.stem = nn.Conv2d(3, width, 3, padding=1)
        self.body = nn.Sequential(
            nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.head = nn.Linear(2 * width, cfg["classes"])

    def forward(self, x):
        x = self.prep(x)
        x = torch.relu(self.stem(x))
        x = self.body(x)
        return self.head(x.mean((2, 3)))


class Leaves(Dataset):
    def __init__(self, n, classes, size=64):
        g = torch.Generator().manual_seed(n)
        self.y = torch.randint(0, classes, (n,), generator=g)
        self.x = torch.rand(n, 3, size, size, generator=g) + self.y[:, None, None, None] / classes

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def run_epoch(model, loader, optimizer=None):
    total, hits = 0.0, 0
    model.train(optimizer is not None)
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            hits += (logits.argmax(1) == y).sum().item()
    return total / len(loader.dataset), hits / len(loader.dataset)


def main(cfg):
    torch.manual_seed(0)
    train_loader = DataLoader(Leaves(16, cfg["classes"]), batch_size=cfg["batch_size"], shuffle=True)
    valid_loader = DataLoader(Leaves(8, cfg["classes"]), batch_size=cfg["batch_size"])
    model = LeafClassifier(cfg)
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        loss, acc = run_epoch(model, train_loader, optimizer)
        vloss, vacc = run_epoch(model, valid_loader)
        print(f"{epoch}: train {loss:.3f} {acc:.2f}  valid {vloss:.3f} {vacc:.2f}")


if __name__ == "__main__":
    main(config)
