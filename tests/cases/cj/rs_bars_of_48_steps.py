import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

N_TRACKS, N_PITCHES = 2, 84
N_STEPS_PER_BAR = 48


class Reshape(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.view(x.size(0), *self.shape)


def up(a, b, size):
    return [nn.ConvTranspose2d(a, b, kernel_size=size, stride=size), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]


class BarGenerator(nn.Module):
    def __init__(self, z_dimension=16, hid_features=64, hid_channels=32, out_channels=1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2 * z_dimension, hid_features),
            nn.BatchNorm1d(hid_features),
            nn.ReLU(inplace=True),
            Reshape(shape=[hid_channels, hid_features // hid_channels, 1]),
            *up(hid_channels, hid_channels, (2, 1)),
            *up(hid_channels, hid_channels // 2, (2, 1)),
            *up(hid_channels // 2, hid_channels // 2, (2, 1)),
            *up(hid_channels // 2, hid_channels // 2, (1, 7)),
            nn.ConvTranspose2d(hid_channels // 2, out_channels, kernel_size=(1, 12), stride=(1, 12)),
            Reshape(shape=[1, N_STEPS_PER_BAR, N_PITCHES]),
        )

    def forward(self, x):
        return self.net(x)


class MuseGenerator(nn.Module):
    def __init__(self, z_dimension=16):
        super().__init__()
        self.bars = nn.ModuleList(BarGenerator(z_dimension) for _ in range(N_TRACKS))

    def forward(self, style, tracks):
        return torch.cat([bar(torch.cat([style, tracks[:, i]], 1)) for i, bar in enumerate(self.bars)], 1)


class MuseCritic(nn.Module):
    def __init__(self, hid=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(N_TRACKS, hid, (4, 12), (4, 12)), nn.LeakyReLU(0.3),
            nn.Conv2d(hid, hid, (2, 7), (2, 7)), nn.LeakyReLU(0.3),
            nn.Flatten(),
            nn.Linear(hid * (N_STEPS_PER_BAR // 8), 1),
        )

    def forward(self, x):
        return self.net(x)


def piano_rolls(n=16):
    gen = torch.Generator().manual_seed(0)
    notes = torch.rand(n, N_TRACKS, N_STEPS_PER_BAR, N_PITCHES, generator=gen) > 0.97
    return notes.float() * 2 - 1


torch.manual_seed(0)
generator, critic = MuseGenerator(), MuseCritic()
g_optimizer = torch.optim.Adam(generator.parameters(), 1e-3, betas=(0.5, 0.9))
c_optimizer = torch.optim.Adam(critic.parameters(), 1e-3, betas=(0.5, 0.9))
for real, in DataLoader(TensorDataset(piano_rolls()), batch_size=8):
    b = real.size(0)
    fake = generator(torch.randn(b, 16), torch.randn(b, N_TRACKS, 16))
    c_loss = critic(fake.detach()).mean() - critic(real).mean()
    c_optimizer.zero_grad()
    c_loss.backward()
    c_optimizer.step()
    g_loss = -critic(fake).mean()
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    print(c_loss.item(), g_loss.item())
