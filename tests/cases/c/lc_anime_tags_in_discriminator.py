import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

tag_dict = {"blue hair": 0, "pink hair": 1, "yellow hair": 2, "green hair": 3}


class Anime(Dataset):
    def __init__(self, n=12):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        tag = torch.zeros(len(tag_dict))
        tag[i % len(tag_dict)] = 1.0
        return torch.rand(3, 64, 64) * 2 - 1, tag


class Generator(nn.Module):
    def __init__(self, z_dim, tag_dim):
        super().__init__()
        self.dense = nn.Linear(z_dim + tag_dim, 32 * 8 * 8)
        self.up = nn.Sequential(
            nn.ConvTranspose2d(32, 24, 4, 2, 1), nn.BatchNorm2d(24), nn.ReLU(),
            nn.ConvTranspose2d(24, 12, 4, 2, 1), nn.BatchNorm2d(12), nn.ReLU(),
            nn.ConvTranspose2d(12, 3, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z, tag):
        x = self.dense(torch.cat([z, tag], dim=1))
        return self.up(x.view(-1, 32, 8, 8))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(
            nn.Conv2d(3, 24, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(24, 48, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(48, 96, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(96, 192, 4, 2, 1), nn.LeakyReLU(0.2),
        )
        self.mix = nn.Sequential(nn.Conv2d(215, 192, 1), nn.LeakyReLU(0.2))
        self.score = nn.Conv2d(192, 1, 4)

    def forward(self, img, tag):
        maps = self.down(img)
        plane = tag[:, :, None, None].expand(-1, -1, *maps.shape[2:])
        maps = self.mix(torch.cat([maps, plane], dim=1))
        return self.score(maps).flatten(1)


G, D = Generator(64, len(tag_dict)), Discriminator()
loss_fn = nn.BCEWithLogitsLoss()
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.99))
for img, tag in DataLoader(Anime(), batch_size=6, shuffle=True):
    fake = G(torch.randn(len(img), 64), tag).detach()
    real_score, fake_score = D(img, tag), D(fake, tag)
    loss = loss_fn(real_score, torch.ones_like(real_score)) + loss_fn(fake_score, torch.zeros_like(fake_score))
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    print("d loss", loss.item())
