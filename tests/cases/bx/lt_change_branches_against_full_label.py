import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class BitemporalTiles(Dataset):
    """Two aerial pictures of a place and the map of what has changed."""

    def __init__(self, n=6, size=64):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        before = torch.rand(3, self.size, self.size, generator=g)
        change = torch.zeros(1, self.size, self.size)
        top, left = torch.randint(0, self.size - 20, (2,), generator=g).tolist()
        change[:, top:top + 20, left:left + 16] = 1
        after = torch.where(change.bool(), 1 - before, before)
        return before, after, change


def conv(cin, cout, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1), nn.BatchNorm2d(cout), nn.ReLU())


class DSIFN(nn.Module):
    def __init__(self):
        super().__init__()
        self.e1, self.e2, self.e3 = conv(3, 16), conv(16, 32, 2), conv(32, 48, 2)
        self.d3, self.d2, self.d1 = conv(96, 48), conv(48 + 64, 32), conv(32 + 32, 16)
        self.branches = nn.ModuleList(nn.Conv2d(c, 1, 1) for c in (48, 32, 16))

    def encode(self, x):
        f1 = self.e1(x)
        f2 = self.e2(f1)
        return f1, f2, self.e3(f2)

    def forward(self, t1, t2):
        f1, f2, f3 = (torch.cat(p, 1) for p in zip(self.encode(t1), self.encode(t2)))
        x3 = self.d3(f3)
        x2 = self.d2(torch.cat([F.interpolate(x3, scale_factor=2), f2], 1))
        x1 = self.d1(torch.cat([F.interpolate(x2, scale_factor=2), f1], 1))
        return [torch.sigmoid(head(x)) for head, x in zip(self.branches, (x3, x2, x1))]


def dice(p, y, eps=1.0):
    return 1 - (2 * (p * y).sum() + eps) / (p.sum() + y.sum() + eps)


def train(model, loader, optimizer):
    model.train()
    for t1, t2, label in loader:
        outputs = model(t1, t2)
        loss = 0
        for out in outputs:
            loss = loss + F.binary_cross_entropy(out, label) + dice(out, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


net = DSIFN()
train(net, DataLoader(BitemporalTiles(), batch_size=2), torch.optim.Adam(net.parameters(), lr=1e-3))
