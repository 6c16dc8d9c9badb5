import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

N_NOISE = 100
IMG_DIM = 3 * 32 * 32


class Generator(nn.Module):
    def __init__(self, input_size=N_NOISE, num_classes=IMG_DIM):
        super(Generator, self).__init__()
        self.layer = nn.Sequential(
            nn.Linear(input_size, 128), nn.LeakyReLU(0.2),
            nn.Linear(128, 256), nn.BatchNorm1d(256), nn.LeakyReLU(0.2),
            nn.Linear(256, num_classes), nn.Tanh(),
        )

    def forward(self, x):
        return self.layer(x)


def get_sample_image(G, n_noise):
    """a row of sample images"""
    z = torch.randn(10, n_noise)
    y_hat = G(z).view(10, 3, 28, 28).permute(0, 2, 3, 1)
    result = (y_hat.detach().numpy() + 1) / 2.
    return np.concatenate(list(result), axis=1)


tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])
loader = DataLoader(datasets.FakeData(64, (3, 32, 32), 10, transform=tf), batch_size=32, drop_last=True)
D = nn.Sequential(nn.Flatten(), nn.Linear(IMG_DIM, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1), nn.Sigmoid())
G = Generator()
bce = nn.BCELoss()
D_opt, G_opt = (torch.optim.Adam(m.parameters(), lr=2e-4) for m in (D, G))
real_label, fake_label = torch.ones(32, 1), torch.zeros(32, 1)

for images, _ in loader:
    fake = G(torch.randn(32, N_NOISE))
    D_loss = bce(D(images), real_label) + bce(D(fake.detach()), fake_label)
    D_opt.zero_grad(); D_loss.backward(); D_opt.step()
    G_loss = bce(D(fake), real_label)
    G_opt.zero_grad(); G_loss.backward(); G_opt.step()

sheet = get_sample_image(G, N_NOISE)
print("step 1", D_loss.item(), G_loss.item(), sheet.shape)
