from types import SimpleNamespace

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

param = SimpleNamespace(
    image_size=64,
    batch_size=32,
    z_size=64,
    arch=1,
    lr_D=2e-4,
    lr_G=2e-4,
    n_iter=3,
)


class CNN_G(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(param.z_size, 128 * 4 * 4)
        self.main = nn.Sequential(
            nn.BatchNorm2d(128), nn.ReLU(True),
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(True),
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.ReLU(True),
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.ReLU(True),
            nn.Conv2d(16, 3, 3, 1, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.main(self.dense(z.flatten(1)).view(-1, 128, 4, 4))


class CNN_D(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, 16, 3, 1, 1), nn.LeakyReLU(0.1, True),
            nn.Conv2d(16, 32, 4, 2, 1), nn.LeakyReLU(0.1, True),
            nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.1, True),
            nn.Conv2d(64, 128, 4, 2, 1), nn.LeakyReLU(0.1, True),
        )
        self.dense = nn.Linear(128 * 4 * 4, 1)

    def forward(self, x):
        return self.dense(self.main(x).view(-1, 128 * 4 * 4)).view(-1)


def DCGAN_G(width=16):
    mult = param.image_size // 8
    layers = [nn.ConvTranspose2d(param.z_size, width * mult, 4, 1, 0), nn.BatchNorm2d(width * mult), nn.ReLU(True)]
    while mult > 1:
        layers += [nn.ConvTranspose2d(width * mult, width * mult // 2, 4, 2, 1)]
        layers += [nn.BatchNorm2d(width * mult // 2), nn.ReLU(True)]
        mult //= 2
    return nn.Sequential(*layers, nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh())


def DCGAN_D(width=16):
    size, chan = param.image_size // 2, width
    layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    while size > 4:
        layers += [nn.Conv2d(chan, chan * 2, 4, 2, 1), nn.BatchNorm2d(chan * 2), nn.LeakyReLU(0.2, True)]
        size, chan = size // 2, chan * 2
    return nn.Sequential(*layers, nn.Conv2d(chan, 1, 4, 1, 0), nn.Flatten(0))


transform = transforms.Compose([
    transforms.Resize(param.image_size), transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])
data = datasets.FakeData(size=96, image_size=(3, 32, 32), num_classes=10, transform=transform)
dataset = DataLoader(data, batch_size=param.batch_size, shuffle=True, drop_last=True)

G, D = (CNN_G(), CNN_D()) if param.arch == 1 else (DCGAN_G(), DCGAN_D())
optimizerD = torch.optim.Adam(D.parameters(), lr=param.lr_D, betas=(0.5, 0.999))
optimizerG = torch.optim.Adam(G.parameters(), lr=param.lr_G, betas=(0.5, 0.999))
y = torch.ones(param.batch_size)

for i, (images, _) in zip(range(param.n_iter), dataset):
    z = torch.randn(param.batch_size, param.z_size, 1, 1)
    fake = G(z)
    y_pred, y_pred_fake = D(images), D(fake.detach())
    errD = torch.mean((y_pred - torch.mean(y_pred_fake) - y) ** 2) + torch.mean((y_pred_fake - torch.mean(y_pred) + y) ** 2)
    optimizerD.zero_grad()
    errD.backward()
    optimizerD.step()

    y_pred, y_pred_fake = D(images), D(fake)
    errG = torch.mean((y_pred - torch.mean(y_pred_fake) + y) ** 2) + torch.mean((y_pred_fake - torch.mean(y_pred) - y) ** 2)
    optimizerG.zero_grad()
    errG.backward()
    optimizerG.step()
    print(f"[{i}] Loss_D: {errD.item():.4f} Loss_G: {errG.item():.4f}")
