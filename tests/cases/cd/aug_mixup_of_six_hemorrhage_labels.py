import torch
from torch import nn
from torch.distributions import Beta
from torch.utils.data import DataLoader, Dataset

LABELS = ["epidural", "intraparenchymal", "intraventricular", "subarachnoid", "subdural", "any"]


def window(hu, center, width):
    low = center - width / 2
    return ((hu - low) / width).clamp(0, 1)


class HeadCT(Dataset):
    """One CT slice in three windows (brain, subdural, bone) and its hemorrhage labels."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.hu = torch.randn(n, 48, 48, generator=g) * 60 + 40
        y = (torch.rand(n, 5, generator=g) < 0.2).float()
        self.y = torch.cat([y, y.amax(1, keepdim=True)], dim=1)
        self.hu += self.y[:, 5].view(-1, 1, 1) * 25

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = torch.stack([window(self.hu[i], c, w) for c, w in ((40, 80), (80, 200), (600, 2800))])
        return x, self.y[i]


class MixUp:
    def __init__(self, alpha=0.4):
        self.distrib = Beta(torch.tensor(alpha), torch.tensor(alpha))

    def __call__(self, xb, yb):
        lam = self.distrib.sample((xb.size(0),))
        lam = torch.maximum(lam, 1 - lam)
        shuffle = torch.randperm(xb.size(0))
        w = lam.view(-1, 1, 1, 1)
        xb = w * xb + (1 - w) * xb[shuffle]
        yb = lam * yb + (1 - lam) * yb[shuffle]
        return xb, yb


class SliceNet(nn.Module):
    def __init__(self, n_labels):
        super().__init__()
        layers, c = [], 3
        for width in (8, 16, 32):
            layers += [nn.Conv2d(c, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
            c = width
        self.body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(c, n_labels)

    def forward(self, x):
        return self.head(self.body(x))


def validate(model, loader, criterion):
    model.eval()
    total = n = 0
    with torch.no_grad():
        for xb, yb in loader:
            total += criterion(model(xb), yb).item() * len(yb)
            n += len(yb)
    return total / n


torch.manual_seed(0)
train_dl = DataLoader(HeadCT(96, seed=1), batch_size=16, shuffle=True)
valid_dl = DataLoader(HeadCT(32, seed=2), batch_size=32)
model = SliceNet(len(LABELS))
weights = torch.tensor([1.0, 1.0, 1.0, 1.0, 1.0, 2.0])
criterion = nn.BCEWithLogitsLoss(weight=weights)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
mixup = MixUp(alpha=0.4)
for epoch in range(2):
    model.train()
    for xb, yb in train_dl:
        xb, yb = mixup(xb, yb)
        loss = criterion(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, f"train {loss.item():.4f}", f"valid {validate(model, valid_dl, criterion):.4f}")
