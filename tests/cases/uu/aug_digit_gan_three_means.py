import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

BATCH = 32
Z_DIM = 64


class Digits(Dataset):
    """Stands in for MNIST: 28x28 pictures of mode L with a label."""

    def __init__(self, n=128, transform=None):
        rng = np.random.default_rng(5)
        self.labels = rng.integers(0, 10, n)
        self.data = np.zeros((n, 28, 28), dtype=np.uint8)
        for img, label in zip(self.data, self.labels):
            img[4:24, 4 + 2 * label:7 + 2 * label] = 200 + rng.integers(0, 55)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        img = Image.fromarray(self.data[index])
        if self.transform is not None:
            img = self.transform(img)
        return img, int(self.labels[index])


class Generator(nn.Module):
    def __init__(self, z_dim, out_dim):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, 128)
        self.fc2 = nn.Linear(128, 256)
        self.fc3 = nn.Linear(256, out_dim)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, z):
        h = self.act(self.fc1(z))
        h = self.act(self.fc2(h))
        return torch.tanh(self.fc3(h))


class Discriminator(nn.Module):
    def __init__(self, in_dim):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_dim, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(256, 128), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(128, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.net(x)


transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
])
train_loader = DataLoader(Digits(transform=transform), batch_size=BATCH, shuffle=True, drop_last=True)

pixels = 28 * 28
G, D = Generator(Z_DIM, pixels), Discriminator(pixels)
criterion = nn.BCELoss()
g_optimizer = torch.optim.Adam(G.parameters(), lr=2e-4)
d_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4)


def d_train(x):
    D.zero_grad()
    real = D(x.view(-1, pixels))
    fake = D(G(torch.randn(x.size(0), Z_DIM)).detach())
    loss = criterion(real, torch.ones_like(real)) + criterion(fake, torch.zeros_like(fake))
    loss.backward()
    d_optimizer.step()
    return loss.item()


def g_train(n):
    G.zero_grad()
    verdict = D(G(torch.randn(n, Z_DIM)))
    loss = criterion(verdict, torch.ones_like(verdict))
    loss.backward()
    g_optimizer.step()
    return loss.item()


for epoch in range(2):
    d_losses, g_losses = [], []
    for batch_idx, (x, _) in enumerate(train_loader):
        d_losses.append(d_train(x))
        g_losses.append(g_train(x.size(0)))
    print(f"[{epoch}] d {np.mean(d_losses):.3f} g {np.mean(g_losses):.3f}")
