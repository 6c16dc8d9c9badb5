import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

d = 16
z_dim = 32


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(z_dim, d * 4, 7, 1, 0),
            nn.BatchNorm2d(d * 4),
            nn.ReLU(),
            nn.ConvTranspose2d(d * 4, d * 2, 4, 2, 1),
            nn.BatchNorm2d(d * 2),
            nn.ReLU(),
            nn.ConvTranspose2d(d * 2, 1, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, noise):
        return self.main(noise)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, d, 4, 2, 1)
        self.conv2 = nn.Conv2d(d, d * 4, 4, 2, 1)
        self.conv2_bn = nn.BatchNorm2d(d * 2)
        self.conv3 = nn.Conv2d(d * 4, 1, 7, 1, 0)

    def forward(self, picture):
        h = nn.functional.leaky_relu(self.conv1(picture), 0.2)
        h = nn.functional.leaky_relu(self.conv2_bn(self.conv2(h)), 0.2)
        return torch.sigmoid(self.conv3(h)).flatten()


torch.manual_seed(3)
digits = TensorDataset(torch.rand(64, 1, 28, 28) * 2 - 1)
generator, discriminator = Generator(), Discriminator()
bce = nn.BCELoss()
opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
for (real,) in DataLoader(digits, batch_size=16, shuffle=True):
    one, zero = torch.ones(len(real)), torch.zeros(len(real))
    d_loss = bce(discriminator(real), one)
    fake = generator(torch.randn(len(real), z_dim, 1, 1))
    d_loss = d_loss + bce(discriminator(fake.detach()), zero)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = bce(discriminator(fake), one)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    print(f"d {d_loss.item():.3f} g {g_loss.item():.3f}")
