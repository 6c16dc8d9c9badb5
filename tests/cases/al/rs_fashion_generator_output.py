import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

batch_size, latent_dim = 128, 100


def get_model_dataset(name):
    if name == "fmnist":
        transform = transforms.Compose([
            transforms.Grayscale(),
            transforms.Resize((64, 64)),
            transforms.ToTensor(),
            transforms.Normalize((0.5,), (0.5,)),
        ])
        return FakeData(size=256, image_size=(3, 28, 28), num_classes=10, transform=transform)
    raise ValueError(name)


class Generator(nn.Module):
    def __init__(self, channels=1, ngf=8):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(latent_dim, ngf * 8, 4, 1, 0, bias=False),
            nn.BatchNorm2d(ngf * 8), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 8, ngf * 4, 4, 2, 1, bias=False),
            nn.BatchNorm2d(ngf * 4), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(ngf * 2), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
            nn.BatchNorm2d(ngf), nn.ReLU(True),
            nn.ConvTranspose2d(ngf, channels, 4, 2, 1, bias=False),
            nn.Tanh(),
        )

    def forward(self, z):
        x = self.main(z)
        return x.reshape(-1, 1, 28, 28)


class Discriminator(nn.Module):
    def __init__(self, channels=1, ndf=8):
        super().__init__()
        layers, prev = [], channels
        for width in (ndf, ndf * 2, ndf * 4, ndf * 8):
            layers += [nn.Conv2d(prev, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)]
            prev = width
        self.main = nn.Sequential(*layers, nn.Conv2d(prev, 1, 4, 1, 0, bias=False), nn.Sigmoid())

    def forward(self, x):
        return self.main(x).view(-1)


class GAN:
    def __init__(self, dataset):
        self.loader = DataLoader(dataset, batch_size=batch_size, shuffle=True)
        self.generator, self.discriminator = Generator(), Discriminator()
        self.opt_g = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.criterion = nn.BCELoss()

    def train(self):
        for real, _ in self.loader:
            ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
            self.opt_d.zero_grad()
            errD_real = self.criterion(self.discriminator(real), ones)
            fake = self.generator(torch.randn(len(real), latent_dim, 1, 1))
            errD_fake = self.criterion(self.discriminator(fake.detach()), zeros)
            (errD_real + errD_fake).backward()
            self.opt_d.step()

            self.opt_g.zero_grad()
            errG = self.criterion(self.discriminator(fake), ones)
            errG.backward()
            self.opt_g.step()
            print(errD_real.item(), errD_fake.item(), errG.item())


GAN(get_model_dataset("fmnist")).train()
