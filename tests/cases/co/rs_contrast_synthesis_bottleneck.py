import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def spiral_order(side):
    grid = torch.arange(side * side).view(side, side)
    order = []
    while grid.numel():
        order.append(grid[0])
        grid = grid[1:].T.flip(0)
    return torch.cat(order)


class SequenceLayer(nn.Module):
    def __init__(self, dim, side):
        super().__init__()
        order = spiral_order(side)
        self.register_buffer("spiral", order)
        self.register_buffer("despiral", torch.argsort(order))
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim * 2)
        self.scan1 = nn.GRU(dim, dim, batch_first=True)
        self.scan2 = nn.GRU(dim * 2, dim * 2, batch_first=True)
        self.merge = nn.Conv1d(dim * 2, dim, 1)

    def forward(self, x):
        flat = x.flatten(2)
        freq = torch.fft.fft2(x).flatten(2)
        freq = torch.cat([freq.real, freq.imag], dim=1)
        out1 = self.scan1(self.norm1(flat[:, :, self.spiral].transpose(1, 2)))[0]
        out2 = self.scan2(self.norm2(freq[:, :, self.spiral].transpose(1, 2)))[0]
        real, imag = out2[:, self.despiral].transpose(1, 2).chunk(2, dim=1)
        space = torch.fft.ifft2(torch.complex(real, imag).unflatten(2, x.shape[2:])).real
        seq = torch.cat([out1[:, self.despiral].transpose(1, 2), space.flatten(2)], dim=1)
        return self.merge(seq).view(1, 32, 16, 16)


class Bottleneck(nn.Module):
    def __init__(self, dim, side):
        super().__init__()
        self.layer = SequenceLayer(dim, side)
        self.cc = nn.Sequential(nn.Conv2d(dim * 2, dim, 3, padding=1), nn.BatchNorm2d(dim), nn.ReLU())
        self.residual_cnn = nn.Conv2d(dim, dim, 3, padding=1)

    def forward(self, x):
        x = self.cc(torch.cat([x, self.layer(x)], dim=1))
        return x + self.residual_cnn(x)


class Generator(nn.Module):
    def __init__(self, cin=1, cout=1, ngf=8, side=16):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(cin, ngf, 7, padding=3), nn.ReLU(),
            nn.Conv2d(ngf, ngf * 2, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(ngf * 2, ngf * 4, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.bottleneck_1 = Bottleneck(ngf * 4, side)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(ngf, cout, 7, padding=3), nn.Tanh(),
        )

    def forward(self, x):
        return self.decoder(self.bottleneck_1(self.encoder(x)))


t1 = torch.rand(8, 1, 64, 64) * 2 - 1
slices = TensorDataset(t1, -t1)
net_g = Generator()
optim_g = torch.optim.Adam(net_g.parameters(), lr=2e-4, betas=(0.5, 0.999))
for real_a, real_b in DataLoader(slices, batch_size=2):
    loss = nn.functional.l1_loss(net_g(real_a), real_b) * 100
    optim_g.zero_grad()
    loss.backward()
    optim_g.step()
    print(f"G_L1 {loss.item():.3f}")
