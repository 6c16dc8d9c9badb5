import argparse

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms import InterpolationMode


def draw_scan(rng):
    """A grey ultrasound-like picture with one nodule, and the nodule's mask."""
    noise = rng.normal(90, 25, (720, 960)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(noise)
    mask = Image.new("L", picture.size, 0)
    x, y, r = rng.integers(200, 700), rng.integers(200, 500), rng.integers(40, 120)
    for canvas, value in ((picture, 200), (mask, 255)):
        ImageDraw.Draw(canvas).ellipse([int(x - r), int(y - r), int(x + r), int(y + r)], fill=value)
    return picture, mask


class NoduleDataset(Dataset):
    def __init__(self, n, image_size):
        rng = np.random.default_rng(0)
        self.items = [draw_scan(rng) for _ in range(n)]
        self.image_tf = transforms.Compose([
            transforms.Resize(image_size),
            transforms.ColorJitter(0.2, 0.2),
            transforms.ToTensor(),
            transforms.Normalize([0.35], [0.2]),
        ])
        self.mask_tf = transforms.Compose([
            transforms.Resize(image_size, interpolation=InterpolationMode.NEAREST),
            transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        picture, mask = self.items[i]
        return self.image_tf(picture), self.mask_tf(mask)


def conv_block(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
    )


class ChannelGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(channels, channels // 2), nn.ReLU(), nn.Linear(channels // 2, channels))

    def forward(self, x):
        return x * torch.sigmoid(self.fc(x.mean((2, 3))))[:, :, None, None]


class AttentionUNet(nn.Module):
    def __init__(self, widths=(4, 6, 8, 12, 16, 24)):
        super().__init__()
        self.down = nn.ModuleList(conv_block(a, b) for a, b in zip((1,) + widths, widths))
        self.pool = nn.MaxPool2d(2)
        pairs = list(zip(widths[:0:-1], widths[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in pairs)
        self.gates = nn.ModuleList(ChannelGate(b) for _, b in pairs)
        self.merge = nn.ModuleList(conv_block(2 * b, b) for _, b in pairs)
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for k, block in enumerate(self.down):
            x = block(x if k == 0 else self.pool(x))
            skips.append(x)
        skips.pop()
        for up, gate, merge in zip(self.up, self.gates, self.merge):
            skip = skips.pop()
            d = up(x)
            x = merge(torch.cat((gate(skip), d), dim=1))
        return self.head(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--height", type=int, default=540)
    parser.add_argument("--width", type=int, default=760)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()

    torch.manual_seed(3)
    loader = DataLoader(NoduleDataset(4, (args.height, args.width)), batch_size=2, shuffle=True)
    model = AttentionUNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        for images, masks in loader:
            loss = criterion(model(images), masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


if __name__ == "__main__":
    main()
