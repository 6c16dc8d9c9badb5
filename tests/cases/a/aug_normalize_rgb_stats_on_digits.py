import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

# Hyper-parameters
latent_size = 64
hidden_size = 256
image_size = 784
batch_size = 20


class Digits(Dataset):
    """Stands in for MNIST: one-channel PIL pictures of 28x28."""

    def __init__(self, n, transform):
        rng = np.random.RandomState(0)
        self.data = rng.randint(0, 256, (n, 28, 28)).astype(np.uint8)
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        img = Image.fromarray(self.data[index])
        return self.transform(img), index % 10


transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize(mean=(0.5, 0.5, 0.5),
                         std=(0.5, 0.5, 0.5))])

data_loader = DataLoader(dataset=Digits(40, transform), batch_size=batch_size, shuffle=True)

D = nn.Sequential(
    nn.Linear(image_size, hidden_size), nn.LeakyReLU(0.2),
    nn.Linear(hidden_size, 1), nn.Sigmoid())
G = nn.Sequential(
    nn.Linear(latent_size, hidden_size), nn.ReLU(),
    nn.Linear(hidden_size, image_size), nn.Tanh())

criterion = nn.BCELoss()
d_optimizer = torch.optim.Adam(D.parameters(), lr=0.0002)
g_optimizer = torch.optim.Adam(G.parameters(), lr=0.0002)

for i, (images, _) in enumerate(data_loader):
    images = images.reshape(len(images), -1)
    real_labels = torch.ones(len(images), 1)
    fake_labels = torch.zeros(len(images), 1)

    fake_images = G(torch.randn(len(images), latent_size))
    d_loss = criterion(D(images), real_labels) + criterion(D(fake_images.detach()), fake_labels)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    g_loss = criterion(D(fake_images), real_labels)
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    print(f"Step [{i + 1}/{len(data_loader)}], d_loss: {d_loss.item():.4f}, g_loss: {g_loss.item():.4f}")
