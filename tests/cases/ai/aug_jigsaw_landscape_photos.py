import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class RandomJigsaw(nn.Module):
    """Cuts every picture of a batch into a grid of tiles and puts them back in random order."""

    def __init__(self, grid=(3, 3), p=0.5):
        super().__init__()
        self.grid = grid
        self.p = p

    def shuffle(self, x):
        b, c, h, w = x.shape
        rows, cols = self.grid
        th, tw = h // rows, w // cols
        tiles = x.unfold(2, th, th).unfold(3, tw, tw).reshape(b, c, rows * cols, th, tw)
        order = torch.stack([torch.randperm(rows * cols) for _ in range(b)])
        tiles = torch.stack([t[:, o] for t, o in zip(tiles, order)])
        return (
            tiles.reshape(b, c, cols, h, tw)
            .permute(0, 1, 2, 4, 3)
            .reshape(b, c, h, w)
            .permute(0, 1, 3, 2)
        )

    def forward(self, x):
        chosen = torch.rand(len(x)) < self.p
        out = x.clone()
        out[chosen] = self.shuffle(x[chosen])
        return out


class Encoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=4, padding=2), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.projector = nn.Linear(32, dim)

    def forward(self, x):
        return nn.functional.normalize(self.projector(self.features(x)), dim=1)


def nt_xent(za, zb, tau=0.2):
    logits = za @ zb.T / tau
    return nn.functional.cross_entropy(logits, torch.arange(len(za)))


torch.manual_seed(0)
photos = FakeData(size=16, image_size=(3, 150, 200), transform=transforms.Compose([
    transforms.RandomCrop((120, 160)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
]))
jigsaw = RandomJigsaw(grid=(3, 4), p=0.8)
encoder = Encoder()
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.05, momentum=0.9)
for images, _ in DataLoader(photos, batch_size=8, shuffle=True, drop_last=True):
    loss = nt_xent(encoder(images), encoder(jigsaw(images)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
