import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

batch_size = 64
sample_size = 64
nz = 128
k = 1
epochs = 1


class ScanImages(Dataset):
    """762 gray scans of 160x160 in the original, 192 random ones here."""

    def __init__(self, n=192, side=160):
        self.n, self.side = n, side

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(1, self.side, self.side, generator=g) * 2 - 1


class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.nz = nz
        self.main = nn.Sequential(
            nn.Flatten(),
            nn.Linear(self.nz, 256), nn.LeakyReLU(0.2),
            nn.Linear(256, 512), nn.LeakyReLU(0.2),
            nn.Linear(512, batch_size), nn.Tanh(),
        )

    def forward(self, x):
        return self.main(x).view(-1, 1, 8, 8)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.n_input = batch_size
        self.main = nn.Sequential(
            nn.Linear(self.n_input, 512), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Dropout(0.3),
            nn.Linear(256, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.main(x.view(-1, self.n_input))


def label_real(size):
    return torch.ones(size, 1)


def label_fake(size):
    return torch.zeros(size, 1)


criterion = nn.BCELoss()


def train_discriminator(optimizer, data_real, data_fake):
    b_size = data_real.size(0)
    optimizer.zero_grad()
    loss_fake = criterion(discriminator(data_fake), label_fake(b_size))
    loss_real = criterion(discriminator(data_real), label_real(b_size))
    loss_real.backward()
    loss_fake.backward()
    optimizer.step()
    return loss_real + loss_fake


def train_generator(optimizer, data_fake):
    optimizer.zero_grad()
    loss = criterion(discriminator(data_fake), label_real(data_fake.size(0)))
    loss.backward()
    optimizer.step()
    return loss


torch.manual_seed(0)
generator, discriminator = Generator(nz), Discriminator()
optim_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
optim_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
train_loader = DataLoader(ScanImages(), batch_size=batch_size, shuffle=True)

for epoch in range(epochs):
    loss_g = loss_d = 0.0
    for image in train_loader:
        b_size = len(image)
        for _ in range(k):
            data_fake = generator(torch.randn(b_size, nz)).detach()
            loss_d += train_discriminator(optim_d, image, data_fake)
        loss_g += train_generator(optim_g, generator(torch.randn(b_size, nz)))
    print(f"Epoch {epoch}: G {loss_g.item():.4f}, D {loss_d.item():.4f}")
