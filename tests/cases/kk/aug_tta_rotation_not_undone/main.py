import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from tta import predict_tta


class MattingTiles(Dataset):
    """Synthetic pictures of bright discs with their alpha mattes."""

    def __init__(self, n, height, width, seed):
        g = torch.Generator().manual_seed(seed)
        ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        self.items = []
        for _ in range(n):
            cy, cx = torch.rand(2, generator=g) * torch.tensor([height, width])
            alpha = ((ys - cy) ** 2 + (xs - cx) ** 2 < 150).float().unsqueeze(0)
            image = 0.3 * torch.rand(3, height, width, generator=g) + 0.6 * alpha
            self.items.append((image, alpha))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class MattingNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, width, 3, stride=2, padding=1), nn.ReLU(),
                                  nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU())
        self.up = nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
                                nn.Conv2d(2 * width, 1, 3, padding=1))

    def forward(self, x):
        return self.up(self.down(x))


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--height", type=int, default=48)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--tta", nargs="+", default=["none", "hflip", "vflip", "rot90"])
    return parser.parse_args()


def validate(model, loader, views):
    model.eval()
    sad = 0.0
    for images, alphas in loader:
        sad += (predict_tta(model, images, views) - alphas).abs().sum().item() / 1000
    return sad / len(loader.dataset)


def main():
    args = get_args()
    torch.manual_seed(0)
    train_loader = DataLoader(MattingTiles(12, args.height, args.width, 0), args.batch_size, shuffle=True)
    val_loader = DataLoader(MattingTiles(6, args.height, args.width, 1), args.batch_size)
    model = MattingNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        model.train()
        for images, alphas in train_loader:
            loss = nn.functional.binary_cross_entropy_with_logits(model(images), alphas)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f} SAD {validate(model, val_loader, args.tta):.3f}")


if __name__ == "__main__":
    main()
