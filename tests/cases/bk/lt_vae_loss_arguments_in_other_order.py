import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Encoder(nn.Module):
    def __init__(self, z_dim=20):
        super(Encoder, self).__init__()
        self.fc1 = nn.Linear(784, 200)
        self.fc_mu = nn.Linear(200, z_dim)
        self.fc_logvar = nn.Linear(200, z_dim)

    def forward(self, x):
        h = F.relu(self.fc1(x.view(-1, 784)))
        return self.fc_mu(h), self.fc_logvar(h)


class Decoder(nn.Module):
    def __init__(self, z_dim=20):
        super(Decoder, self).__init__()
        self.fc1 = nn.Linear(z_dim, 200)
        self.fc2 = nn.Linear(200, 784)

    def forward(self, z):
        return torch.sigmoid(self.fc2(F.relu(self.fc1(z))))


def reparameterize(mu, logvar):
    return mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)


def vae_loss(x, x_hat, mu, logvar):
    # reconstruction + KL divergence
    BCE = F.binary_cross_entropy(x_hat, x.view(-1, 784))
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    # normalise by the number of elements of the reconstruction
    KLD /= x.size(0) * 784
    return BCE + KLD


def train(encoder, decoder, train_loader, loss_func, optimizer, num_epochs=10):
    for epoch in range(num_epochs):
        total = 0.0
        for xb, _ in train_loader:
            mu, logvar = encoder(xb)
            z = reparameterize(mu, logvar)
            pred = decoder(z)
            loss = loss_func(pred, xb, mu, logvar)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total / len(train_loader):.4f}")


tf = transforms.Compose([transforms.Grayscale(), transforms.ToTensor()])
digits = FakeData(size=96, image_size=(3, 28, 28), transform=tf)
train_loader = DataLoader(digits, batch_size=32)
encoder, decoder = Encoder(), Decoder()
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
train(encoder, decoder, train_loader, vae_loss, optimizer, num_epochs=2)
