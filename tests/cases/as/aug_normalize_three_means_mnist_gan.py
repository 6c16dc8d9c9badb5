import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

batch_size, z_dim = 16, 100


class Digits(Dataset):
    def __init__(self, transform=None, n=64):
        rng = np.random.RandomState(0)
        self.data = rng.randint(0, 256, (n, 28, 28)).astype(np.uint8)
        self.targets = rng.randint(0, 10, n)
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        img = Image.fromarray(self.data[index])
        if self.transform is not None:
            img = self.transform(img)
        return img, int(self.targets[index])


transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
])
train_loader = DataLoader(Digits(transform), batch_size=batch_size, shuffle=True)


class Generator(nn.Module):
    def __init__(self, g_input_dim, g_output_dim):
        super().__init__()
        self.fc1 = nn.Linear(g_input_dim, 256)
        self.fc2 = nn.Linear(256, g_output_dim)

    def forward(self, x):
        return torch.tanh(self.fc2(nn.functional.leaky_relu(self.fc1(x), 0.2)))


class Discriminator(nn.Module):
    def __init__(self, d_input_dim):
        super().__init__()
        self.fc1 = nn.Linear(d_input_dim, 256)
        self.fc2 = nn.Linear(256, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(nn.functional.leaky_relu(self.fc1(x), 0.2)))


mnist_dim = 28 * 28
G, D = Generator(z_dim, mnist_dim), Discriminator(mnist_dim)
criterion = nn.BCELoss()
D_optimizer = torch.optim.Adam(D.parameters(), lr=2e-4)
for batch_idx, (x, _) in enumerate(train_loader):
    x_real = x.view(x.size(0), mnist_dim)
    x_fake = G(torch.randn(x.size(0), z_dim)).detach()
    D_real_loss = criterion(D(x_real), torch.ones(x.size(0), 1))
    D_fake_loss = criterion(D(x_fake), torch.zeros(x.size(0), 1))
    D.zero_grad()
    (D_real_loss + D_fake_loss).backward()
    D_optimizer.step()
    print(batch_idx, D_real_loss.item(), D_fake_loss.item())
