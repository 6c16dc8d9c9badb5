import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class VanillaVAE(nn.Module):
    def __init__(self, in_channels, latent_dim, hidden_dims=None):
        super().__init__()
        self.latent_dim = latent_dim
        hidden_dims = list(hidden_dims or [32, 64, 128, 256, 512])
        layers, prev = [], in_channels
        for h in hidden_dims:
            layers.append(nn.Sequential(
                nn.Conv2d(prev, h, 3, stride=2, padding=1), nn.BatchNorm2d(h), nn.LeakyReLU(),
            ))
            prev = h
        self.encoder = nn.Sequential(*layers)
        self.fc_mu = nn.Linear(hidden_dims[-1] * 4, latent_dim)
        self.fc_var = nn.Linear(hidden_dims[-1] * 4, latent_dim)

        self.last_dim = hidden_dims[-1]
        self.decoder_input = nn.Linear(latent_dim, hidden_dims[-1] * 4)
        hidden_dims.reverse()
        ups = []
        for a, b in zip(hidden_dims, hidden_dims[1:] + hidden_dims[-1:]):
            ups.append(nn.Sequential(
                nn.ConvTranspose2d(a, b, 3, stride=2, padding=1, output_padding=1),
                nn.BatchNorm2d(b), nn.LeakyReLU(),
            ))
        self.decoder = nn.Sequential(*ups)
        self.final_layer = nn.Sequential(nn.Conv2d(hidden_dims[-1], in_channels, 3, padding=1), nn.Tanh())

    def encode(self, x):
        h = torch.flatten(self.encoder(x), start_dim=1)
        return self.fc_mu(h), self.fc_var(h)

    def decode(self, z):
        result = self.decoder_input(z)
        result = result.view(-1, 512, 2, 2)
        return self.final_layer(self.decoder(result))

    def forward(self, x):
        mu, log_var = self.encode(x)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return self.decode(z), mu, log_var


faces = FakeData(size=32, image_size=(3, 64, 64), transform=transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Lambda(lambda t: 2 * t - 1),
]))
vae = VanillaVAE(in_channels=3, latent_dim=64, hidden_dims=[8, 16, 32, 64, 128])
optimizer = torch.optim.Adam(vae.parameters(), lr=5e-3)
for x, _ in DataLoader(faces, batch_size=16):
    recons, mu, log_var = vae(x)
    kld = -0.5 * torch.mean(torch.sum(1 + log_var - mu ** 2 - log_var.exp(), dim=1))
    loss = F.mse_loss(recons, x) + 2.5e-4 * kld
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
