import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class RoomDepth(Dataset):
    """Synthetic RGB-D rooms in the layout of NYU Depth v2."""

    def __init__(self, n, size=(96, 128)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(1000 + i)
        h, w = self.size
        ramp = torch.linspace(1.0, 9.0, h)[:, None].expand(h, w)
        depth = ramp + torch.rand(h, w, generator=g)
        rgb = torch.stack([depth / 10, 1 - depth / 10, torch.rand(h, w, generator=g)])
        return rgb, depth[None, ::2, ::2]


class FastUpConv(nn.Module):
    """Four small kernels whose answers are woven into a map of twice the size."""

    def __init__(self, cin, cout, batch_size):
        super().__init__()
        self.batch_size = batch_size
        self.k33 = nn.Conv2d(cin, cout, (3, 3))
        self.k23 = nn.Conv2d(cin, cout, (2, 3))
        self.k32 = nn.Conv2d(cin, cout, (3, 2))
        self.k22 = nn.Conv2d(cin, cout, (2, 2))
        self.bn = nn.BatchNorm2d(cout)

    def weave(self, a, b, axis):
        shape = [self.batch_size, a.shape[1], a.shape[2], a.shape[3]]
        shape[axis] = -1
        return torch.stack([a, b], dim=axis + 1).view(shape)

    def forward(self, x):
        pad = nn.functional.pad
        p33 = self.k33(pad(x, (1, 1, 1, 1)))
        p23 = self.k23(pad(x, (1, 1, 0, 1)))
        p32 = self.k32(pad(x, (0, 1, 1, 1)))
        p22 = self.k22(pad(x, (0, 1, 0, 1)))
        top = self.weave(p33, p32, 3)
        bottom = self.weave(p23, p22, 3)
        return torch.relu(self.bn(self.weave(top, bottom, 2)))


class FCRN(nn.Module):
    def __init__(self, batch_size, width=16):
        super().__init__()
        layers, cin = [], 3
        for k in range(4):
            cout = width * 2 ** k
            layers += [nn.Conv2d(cin, cout, 3, 2, 1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True)]
            cin = cout
        self.encoder = nn.Sequential(*layers)
        self.up1 = FastUpConv(cin, cin // 2, batch_size)
        self.up2 = FastUpConv(cin // 2, cin // 4, batch_size)
        self.up3 = FastUpConv(cin // 4, cin // 8, batch_size)
        self.out = nn.Conv2d(cin // 8, 1, 3, padding=1)

    def forward(self, x):
        x = self.up3(self.up2(self.up1(self.encoder(x))))
        return self.out(x)


def berhu(pred, gt):
    diff = (pred - gt).abs()
    c = 0.2 * diff.max().detach()
    return torch.where(diff <= c, diff, (diff ** 2 + c ** 2) / (2 * c)).mean()


def evaluate(net, loader):
    net.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for rgb, depth in loader:
            pred = net(rgb)
            total += ((pred - depth) ** 2).mean(dim=(1, 2, 3)).sqrt().sum().item()
            count += len(rgb)
    return total / count


def run(args):
    torch.manual_seed(args.seed)
    train_set, val_set = random_split(RoomDepth(args.images), [args.images - args.val, args.val])
    train_loader = DataLoader(train_set, args.batch_size, shuffle=True, drop_last=True)
    val_loader = DataLoader(val_set, args.batch_size)
    net = FCRN(args.batch_size)
    optimizer = torch.optim.Adam(net.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        net.train()
        for rgb, depth in train_loader:
            loss = berhu(net(rgb), depth)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} berhu {loss.item():.3f} val rmse {evaluate(net, val_loader):.3f} m")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--batch-size", type=int, default=4)
    p.add_argument("--images", type=int, default=14)
    p.add_argument("--val", type=int, default=6)
    p.add_argument("--epochs", type=int, default=1)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--seed", type=int, default=0)
    run(p.parse_args())
