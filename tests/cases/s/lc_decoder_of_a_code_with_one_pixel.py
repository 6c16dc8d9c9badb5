import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

batch_size, image_size, lr = 4, 128, 1e-4


class ResDown(nn.Module):
    def __init__(self, channel_in, channel_out):
        super().__init__()
        self.conv1 = nn.Conv2d(channel_in, channel_out // 2, 3, 1, 1)
        self.conv2 = nn.Conv2d(channel_out // 2, channel_out, 3, 2, 1)
        self.conv3 = nn.Conv2d(channel_in, channel_out, 3, 2, 1)

    def forward(self, x):
        return F.rrelu(self.conv2(F.rrelu(self.conv1(x))) + self.conv3(x))


class ResUp(nn.Module):
    def __init__(self, channel_in, channel_out, scale_factor=2):
        super().__init__()
        self.up = nn.Upsample(scale_factor=scale_factor, mode="nearest")
        self.conv1 = nn.Conv2d(channel_in, channel_out, 3, 1, 1)

    def forward(self, x):
        return F.rrelu(self.conv1(self.up(x)))


class VAE(nn.Module):
    def __init__(self, channel_in=3, z=32, channels=(8, 16, 24, 32)):
        super().__init__()
        self.encoder = nn.Sequential(*(ResDown(a, b) for a, b in zip((channel_in, *channels), channels)))
        self.conv_mu = nn.Conv2d(channels[-1], z, 4, 1)
        self.conv_logvar = nn.Conv2d(channels[-1], z, 4, 1)
        self.decoder = nn.Sequential(
            ResUp(z, 32, scale_factor=4), ResUp(32, 24), ResUp(24, 16), ResUp(16, 8), ResUp(8, 8), nn.Conv2d(8, channel_in, 3, 1, 1),
        )

    def forward(self, x):
        h = self.encoder(x)
        mu, logvar = self.conv_mu(h), self.conv_logvar(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return self.decoder(z), mu, logvar


def vae_loss(recon, x, mu, logvar):
    recon_loss = F.binary_cross_entropy_with_logits(recon, x)
    kl_loss = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).mean()
    return recon_loss + 0.01 * kl_loss


transform = transforms.Compose([transforms.Resize(image_size), transforms.CenterCrop(image_size), transforms.ToTensor()])
trainset = FakeData(size=8, image_size=(3, 96, 96), transform=transform)
vae_net = VAE()
optimizer = torch.optim.Adam(vae_net.parameters(), lr=lr)
for data, _ in DataLoader(trainset, batch_size=batch_size, shuffle=True):
    recon_data, mu, logvar = vae_net(data)
    loss = vae_loss(recon_data, data, mu, logvar)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
