"""Exercise sheet 6: variational autoencoder on digits."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

Z_DIM = 16


class Encoder(nn.Module):
    def __init__(self, z_dim):
        super().__init__()
        self.fc1 = nn.Linear(784, 200)
        self.fc2 = nn.Linear(200, 100)
        self.mu = nn.Linear(100, z_dim)
        self.logvar = nn.Linear(100, z_dim)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        h = F.relu(self.fc2(F.relu(self.fc1(x))))
        return self.mu(h), self.logvar(h)


class Decoder(nn.Module):
    def __init__(self, z_dim):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, 200)
        self.fc2 = nn.Linear(200, 784)

    def forward(self, z):
        return torch.sigmoid(self.fc2(F.relu(self.fc1(z))))


# ---- task 1 ----
def sample_z(mu, logvar):
    std = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std)


# ---- task 2 ----
def latent_loss(mu, logvar):
    return -0.5 * torch.mean(1 + logvar - mu.pow(2) - logvar.exp())


def vae_loss(x_hat, x, mu, logvar):
    reconstruction = F.binary_cross_entropy(x_hat, x)
    return reconstruction + latent_loss(mu, logvar)


# ---- task 3 ----
def train(encoder, decoder, train_loader, loss_func, optimizer, num_epochs=2):
    encoder.train()
    decoder.train()
    for epoch in range(num_epochs):
        avg = 0.0
        for xb, _ in train_loader:
            optimizer.zero_grad()
            mu, logvar = encoder(xb)
            z = sample_z(mu, logvar)
            pred = decoder(z)
            loss = loss_func(pred, xb, mu, logvar)
            loss.backward()
            optimizer.step()
            avg += loss.item() / len(train_loader)
        print("Epoch {}: loss {:.4f}".format(epoch + 1, avg))


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = (torch.rand(96, 1, 28, 28) > 0.8).float()
    labels = torch.randint(0, 10, (96,))
    loader = DataLoader(TensorDataset(digits, labels), batch_size=32, shuffle=True)
    enc, dec = Encoder(Z_DIM), Decoder(Z_DIM)
    adam = torch.optim.Adam(list(enc.parameters()) + list(dec.parameters()), lr=1e-3)
    train(enc, dec, loader, vae_loss, adam)
    with torch.no_grad():
        print(dec(torch.randn(4, Z_DIM)).view(4, 28, 28).shape)
