import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

config = dict(
    num_landmarks=19,
    image_size=128,
    heatmap_size=32,
    sigma=1.5,
    target_type="landmarks",
    batch_size=4,
    lr=2.5e-4,
)


def draw_heatmaps(points, size, sigma):
    """points in 0..1 -> one Gaussian map per point"""
    grid = torch.arange(size).float()
    x, y = points[..., :1] * (size - 1), points[..., 1:] * (size - 1)
    gx = torch.exp(-(grid - x) ** 2 / (2 * sigma ** 2))
    gy = torch.exp(-(grid - y) ** 2 / (2 * sigma ** 2))
    return gy.unsqueeze(-1) * gx.unsqueeze(-2)


class Cephalograms(Dataset):
    """Lateral X-rays of the skull with 19 anatomical points."""

    def __init__(self, cfg, n=8):
        self.cfg, self.n = cfg, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(1, self.cfg["image_size"], self.cfg["image_size"], generator=g)
        points = torch.rand(self.cfg["num_landmarks"], 2, generator=g)
        if self.cfg["target_type"] == "heatmap":
            return image, draw_heatmaps(points, self.cfg["heatmap_size"], self.cfg["sigma"])
        return image, points


class Hourglass(nn.Module):
    def __init__(self, depth, ch):
        super().__init__()
        self.skip = nn.Conv2d(ch, ch, 3, padding=1)
        self.low = nn.Conv2d(ch, ch, 3, padding=1)
        self.inner = Hourglass(depth - 1, ch) if depth > 1 else nn.Conv2d(ch, ch, 3, padding=1)

    def forward(self, x):
        low = self.inner(torch.relu(self.low(nn.functional.max_pool2d(x, 2))))
        return torch.relu(self.skip(x)) + nn.functional.interpolate(low, scale_factor=2)


class SHN(nn.Module):
    def __init__(self, num_landmarks, ch=24):
        super().__init__()
        self.pre = nn.Sequential(nn.Conv2d(1, ch, 7, 2, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.hourglass = Hourglass(3, ch)
        self.out = nn.Conv2d(ch, num_landmarks, 1)

    def forward(self, x):
        return self.out(self.hourglass(self.pre(x)))


class Solver:
    def __init__(self, cfg):
        self.cfg = cfg
        self.loader = DataLoader(Cephalograms(cfg), batch_size=cfg["batch_size"])
        self.model = SHN(cfg["num_landmarks"])
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.RMSprop(self.model.parameters(), lr=cfg["lr"])

    def train(self):
        for images, targets in self.loader:
            out = self.model(images)
            loss = self.criterion(out, targets)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(loss.item())


Solver(config).train()
