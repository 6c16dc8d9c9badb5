import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class NLayerDiscriminator(nn.Module):
    """PatchGAN: judges overlapping patches of a picture and its condition."""

    def __init__(self, input_nc, ndf=8, n_layers=3):
        super().__init__()
        kw, padw = 4, 1
        sequence = [nn.Conv2d(input_nc, ndf, kw, stride=2, padding=padw), nn.LeakyReLU(0.2, True)]
        nf = ndf
        for _ in range(1, n_layers):
            prev, nf = nf, min(nf * 2, ndf * 8)
            sequence += [nn.Conv2d(prev, nf, kw, stride=2, padding=padw, bias=False), nn.BatchNorm2d(nf), nn.LeakyReLU(0.2, True)]
        prev, nf = nf, min(nf * 2, ndf * 8)
        sequence += [nn.Conv2d(prev, nf, kw, stride=1, padding=padw, bias=False), nn.BatchNorm2d(nf), nn.LeakyReLU(0.2, True)]
        sequence += [nn.Conv2d(nf, 1, kw, stride=1, padding=padw)]
        self.model = nn.Sequential(*sequence)

    def forward(self, x):
        return self.model(x)


class SelectionTrainer:
    def __init__(self, fine_size=64, n_layers_D=5, lr=2e-4):
        self.netG = nn.Sequential(nn.Conv2d(3, 16, 5, padding=2), nn.ReLU(), nn.Conv2d(16, 3, 5, padding=2), nn.Tanh())
        self.netD = NLayerDiscriminator(6, n_layers=n_layers_D)
        self.criterionGAN = nn.MSELoss()
        self.opt_G = torch.optim.Adam(self.netG.parameters(), lr=lr, betas=(0.5, 0.999))
        self.opt_D = torch.optim.Adam(self.netD.parameters(), lr=lr, betas=(0.5, 0.999))
        tf = transforms.Compose([
            transforms.RandomCrop(fine_size),
            transforms.ToTensor(),
            transforms.Normalize([0.5] * 3, [0.5] * 3),
        ])
        self.views = DataLoader(FakeData(8, (3, 72, 72), transform=tf), batch_size=4)

    def gan_loss(self, prediction, real):
        return self.criterionGAN(prediction, torch.full_like(prediction, float(real)))

    def optimize_parameters(self, real_A, real_B):
        fake_B = self.netG(real_A)
        d_fake = self.gan_loss(self.netD(torch.cat((real_A, fake_B.detach()), 1)), False)
        d_real = self.gan_loss(self.netD(torch.cat((real_A, real_B), 1)), True)
        self.opt_D.zero_grad()
        (d_fake + d_real).mul(0.5).backward()
        self.opt_D.step()
        g = self.gan_loss(self.netD(torch.cat((real_A, fake_B), 1)), True) + 100 * (fake_B - real_B).abs().mean()
        self.opt_G.zero_grad()
        g.backward()
        self.opt_G.step()
        return d_real.item(), d_fake.item(), g.item()

    def run(self):
        for aerial, _ in self.views:
            print(self.optimize_parameters(aerial, aerial.flip(-1)))


if __name__ == "__main__":
    SelectionTrainer().run()
