import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

img_size = 32
transform = transforms.Compose([
    transforms.Resize(img_size),
    transforms.ToTensor(),
    transforms.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
])


class Digits(Dataset):
    """Stands for the MNIST files."""

    def __init__(self, n, transform):
        rng = np.random.RandomState(1)
        self.pixels = rng.randint(0, 256, (n, 28, 28)).astype(np.uint8)
        self.labels = rng.randint(0, 10, n)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = Image.fromarray(self.pixels[i])
        return self.transform(img), int(self.labels[i])


def up(a, b):
    return [nn.ConvTranspose2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.ReLU()]


def down(a, b):
    return [nn.Conv2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.LeakyReLU(0.2)]


class Conditional(nn.Module):
    def __init__(self, x_in, y_in, body):
        super().__init__()
        self.x_in, self.y_in, self.body = x_in, y_in, nn.Sequential(*body)

    def forward(self, x, y):
        return self.body(torch.cat([self.x_in(x), self.y_in(y)], 1).relu())


G = Conditional(nn.ConvTranspose2d(100, 32, 4), nn.ConvTranspose2d(10, 32, 4),
                [*up(64, 32), *up(32, 16), nn.ConvTranspose2d(16, 1, 4, 2, 1), nn.Tanh()])
D = Conditional(nn.Conv2d(1, 16, 4, 2, 1), nn.Conv2d(10, 16, 4, 2, 1),
                [*down(32, 64), *down(64, 128), nn.Conv2d(128, 1, 4), nn.Flatten(0)])
bce = nn.BCEWithLogitsLoss()
opt_g, opt_d = (torch.optim.Adam(m.parameters(), lr=2e-4, betas=(0.5, 0.999)) for m in (G, D))
onehot = torch.eye(10).view(10, 10, 1, 1)
for x, y in DataLoader(Digits(48, transform), batch_size=16, shuffle=True):
    maps, ones = onehot[y].expand(-1, -1, img_size, img_size), torch.ones(len(x))
    fake = G(torch.randn(len(x), 100, 1, 1), onehot[y])
    d_loss = bce(D(x, maps), ones) + bce(D(fake.detach(), maps), 1 - ones)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = bce(D(fake, maps), ones)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    print(f"d {d_loss.item():.3f} g {g_loss.item():.3f}")
