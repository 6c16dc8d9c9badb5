import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Discriminator(nn.Module):
    def __init__(self, in_channels=3, dim=32, out_conv_channels=64):
        super().__init__()
        ch = [out_conv_channels // 4, out_conv_channels // 2, out_conv_channels]
        self.conv1 = self.block(in_channels, ch[0])
        self.conv2 = self.block(ch[0], ch[1])
        self.conv3 = self.block(ch[1], ch[2])
        self.out = nn.Sequential(nn.Linear(ch[2] * (dim // 8) ** 3, 1), nn.Sigmoid())

    @staticmethod
    def block(cin, cout):
        return nn.Sequential(
            nn.Conv3d(cin, cout, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm3d(cout), nn.LeakyReLU(0.2, inplace=True),
        )

    def forward(self, x):
        x = self.conv3(self.conv2(self.conv1(x)))
        return self.out(x.flatten(1)).squeeze(1)


class Generator(nn.Module):
    def __init__(self, in_channels=64, out_dim=32, out_channels=1, noise_dim=100):
        super().__init__()
        self.in_channels, self.in_dim = in_channels, out_dim // 8
        self.linear = nn.Linear(noise_dim, in_channels * self.in_dim ** 3)
        layers, c = [], in_channels
        for cout in (in_channels // 2, in_channels // 4):
            layers += [nn.ConvTranspose3d(c, cout, 4, 2, 1, bias=False), nn.BatchNorm3d(cout), nn.ReLU(True)]
            c = cout
        layers += [nn.ConvTranspose3d(c, out_channels, 4, 2, 1, bias=False), nn.Sigmoid()]
        self.net = nn.Sequential(*layers)

    def forward(self, z):
        x = self.linear(z).view(-1, self.in_channels, self.in_dim, self.in_dim, self.in_dim)
        return self.net(x)


class Chairs(Dataset):
    """Occupancy grids, 1 x 32 x 32 x 32."""

    def __len__(self):
        return 8

    def __getitem__(self, i):
        grid = torch.zeros(1, 32, 32, 32)
        grid[:, 8:24, 10:12 + i, 8:24] = 1.0
        return grid


G, D = Generator(), Discriminator()
opt_g = torch.optim.Adam(G.parameters(), 2.5e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), 1e-5, betas=(0.5, 0.999))
bce = nn.BCELoss()
for real in DataLoader(Chairs(), batch_size=4):
    ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
    fake = G(torch.randn(len(real), 100))
    loss_d = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = bce(D(fake), ones)
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    print(loss_d.item(), loss_g.item())
