import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class AddCoords(nn.Module):
    def __init__(self, with_r=False):
        super().__init__()
        self.with_r = with_r

    def forward(self, x):
        b, _, h, w = x.shape
        ys = torch.linspace(-1, 1, h).view(1, 1, h, 1).expand(b, 1, h, w)
        xs = torch.linspace(-1, 1, w).view(1, 1, 1, w).expand(b, 1, h, w)
        out = torch.cat([x, xs, ys], dim=1)
        if self.with_r:
            rr = torch.sqrt((xs - 0.5) ** 2 + (ys - 0.5) ** 2)
            out = torch.cat([out, rr], dim=1)
        return out


class CoordConv(nn.Module):
    """CoordConv layer as in the paper."""

    def __init__(self, in_channels, out_channels, with_r=False, **kwargs):
        super().__init__()
        self.addcoords = AddCoords(with_r=with_r)
        self.conv = nn.Conv2d(in_channels + 2, out_channels, **kwargs)

    def forward(self, x):
        return self.conv(self.addcoords(x))


class DotFinder(nn.Module):
    """Regresses the position of the one white square in the picture."""

    def __init__(self):
        super().__init__()
        self.coord = CoordConv(1, 16, with_r=True, kernel_size=1)
        self.body = nn.Sequential(
            nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 8, 3, padding=1), nn.ReLU(),
            nn.AdaptiveMaxPool2d(1), nn.Flatten(),
        )
        self.out = nn.Linear(8, 2)

    def forward(self, img):
        return self.out(self.body(self.coord(img)))


def not_so_clevr(n=64, side=32, dot=5):
    g = torch.Generator().manual_seed(9)
    corners = torch.randint(0, side - dot, (n, 2), generator=g)
    pictures = torch.zeros(n, 1, side, side)
    for p, (y, x) in zip(pictures, corners.tolist()):
        p[0, y:y + dot, x:x + dot] = 1.0
    return TensorDataset(pictures, corners.float() / side)


torch.manual_seed(0)
net = DotFinder()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(2):
    total = 0.0
    for img, where in DataLoader(not_so_clevr(), batch_size=16, shuffle=True):
        loss = nn.functional.mse_loss(net(img), where)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / 4:.4f}")
