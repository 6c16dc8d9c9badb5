import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

SIZE = 128
DIM = 10
BATCH = 8


class Metric(nn.Module):
    """Pictures as points on a manifold."""

    def __init__(self, dim):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 32, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(128, 128, 4, 2, 1), nn.LeakyReLU(0.2),
        )
        self.fc = nn.Linear(128 * 4 * 4, dim)

    def forward(self, x):
        return nn.functional.normalize(self.fc(self.net(x).view(x.size(0), -1)))


class Generator(nn.Module):
    def __init__(self, z_dim=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(z_dim, 128, 4, 1, 0), nn.ReLU(),
            nn.ConvTranspose2d(128, 64, 4, 4, 0), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(32, 3, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z.view(*z.shape, 1, 1))


data = datasets.FakeData(size=24, image_size=(3, 150, 150), transform=transforms.Compose([
    transforms.Resize(SIZE),
    transforms.CenterCrop(SIZE),
    transforms.ToTensor(),
    transforms.Normalize((0.5,) * 3, (0.5,) * 3),
]))
metric, generator = Metric(DIM), Generator()
opt_g = torch.optim.Adam(generator.parameters(), lr=1e-4)
for real, _ in DataLoader(data, batch_size=BATCH):
    fake = generator(torch.randn(len(real), 32))
    loss = (metric(real).mean(0) - metric(fake).mean(0)).pow(2).sum()
    opt_g.zero_grad()
    loss.backward()
    opt_g.step()
    print(loss.item())
