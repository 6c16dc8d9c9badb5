import argparse

import numpy as np
import torch
import torch.nn as nn

parser = argparse.ArgumentParser()
parser.add_argument("--latent_dim", type=int, default=64, help="dimensionality of the latent space")
parser.add_argument("--batch_size", type=int, default=1)
parser.add_argument("--num_variations", type=int, default=2)
opt = parser.parse_args()


class CMP(nn.Module):
    """Messages between the rooms of a plan."""

    def __init__(self, in_channels):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(2 * in_channels, in_channels, 3, padding=1),
            nn.LeakyReLU(0.1),
        )

    def forward(self, feats, edges):
        pooled = torch.einsum("ij,jchw->ichw", edges, feats)
        return self.encoder(torch.cat([feats, pooled], dim=1))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.init_size = 8
        self.l1 = nn.Sequential(nn.Linear(138, 16 * self.init_size ** 2))
        self.cmp_1 = CMP(16)
        self.upsample_1 = nn.Sequential(nn.ConvTranspose2d(16, 16, 4, 2, 1), nn.LeakyReLU(0.1))
        self.cmp_2 = CMP(16)
        self.upsample_2 = nn.Sequential(nn.ConvTranspose2d(16, 16, 4, 2, 1), nn.LeakyReLU(0.1))
        self.decoder = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.LeakyReLU(0.1), nn.Conv2d(32, 1, 3, padding=1))

    def forward(self, z, given_y, given_w):
        z = z.view(-1, z.shape[-1])
        y = given_y.view(-1, 10)
        z = torch.cat([z, y], 1)
        x = self.l1(z)
        f = x.view(-1, 16, self.init_size, self.init_size)
        f = self.upsample_1(self.cmp_1(f, given_w))
        f = self.upsample_2(self.cmp_2(f, given_w))
        return torch.tanh(self.decoder(f)).squeeze(1)


def plan(n_rooms=5):
    kinds = torch.randint(0, 10, (n_rooms,))
    edges = (torch.rand(n_rooms, n_rooms) > 0.5).float()
    return nn.functional.one_hot(kinds, 10).float(), edges


generator = Generator().eval()
for _ in range(opt.batch_size):
    given_nds, given_eds = plan()
    for k in range(opt.num_variations):
        z = torch.tensor(np.random.normal(0, 1, (given_nds.shape[0], opt.latent_dim)), dtype=torch.float32)
        with torch.no_grad():
            gen_mks = generator(z, given_nds, given_eds)
        print(k, gen_mks.shape)
