import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    """Filter banks of 80 bands and 20 frames to a Gaussian code."""

    def __init__(self, z_dim, hidden_dim):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, (80, 1))
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, (1, 1))
        self.bn2 = nn.BatchNorm2d(16)
        self.conv3 = nn.Conv2d(16, 32, (1, 4), (1, 2), (0, 1))
        self.bn3 = nn.BatchNorm2d(32)
        self.conv4 = nn.Conv2d(32, 64, (1, 4), (1, 2), (0, 1))
        self.bn4 = nn.BatchNorm2d(64)
        self.fc = nn.Linear(64 * 5, hidden_dim)
        self.bn4 = nn.BatchNorm1d(hidden_dim)
        self.mu_layer = nn.Linear(hidden_dim, z_dim)
        self.scale_layer = nn.Linear(hidden_dim, z_dim)

    def forward(self, x):
        h = F.leaky_relu(self.bn1(self.conv1(x)), 0.2)
        h = F.leaky_relu(self.bn2(self.conv2(h)), 0.2)
        h = F.leaky_relu(self.bn3(self.conv3(h)), 0.2)
        h = F.leaky_relu(self.bn4(self.conv4(h)), 0.2)
        h = h.view(h.size(0), -1)
        h = F.leaky_relu(self.bn4(self.fc(h)), 0.2)
        return self.mu_layer(h), self.scale_layer(h)


class Decoder(nn.Module):
    def __init__(self, z_dim, hidden_dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(z_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, 80 * 20))

    def forward(self, z):
        return self.net(z).view(-1, 1, 80, 20)


class VAE(nn.Module):
    def __init__(self, z_dim=16, hidden_dim=128):
        super().__init__()
        self.encoder = Encoder(z_dim, hidden_dim)
        self.decoder = Decoder(z_dim, hidden_dim)

    def forward(self, x):
        mu, log_scale = self.encoder(x)
        z = mu + log_scale.exp() * torch.randn_like(mu)
        return self.decoder(z), mu, log_scale


def elbo(recon, x, mu, log_scale):
    kl = 0.5 * (mu.pow(2) + (2 * log_scale).exp() - 2 * log_scale - 1).sum(1)
    return (F.mse_loss(recon, x, reduction="none").sum((1, 2, 3)) + kl).mean()


def train(model, loader, epochs=1):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        for (x,) in loader:
            recon, mu, log_scale = model(x)
            loss = elbo(recon, x, mu, log_scale)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return loss.item()


torch.manual_seed(0)
segments = TensorDataset(torch.randn(32, 1, 80, 20))
print("loss", train(VAE(), DataLoader(segments, batch_size=16)))
