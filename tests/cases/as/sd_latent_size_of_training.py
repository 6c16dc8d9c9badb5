import os
import tempfile
from argparse import Namespace

import torch
from torch import nn


def base_options(**changes):
    opt = dict(input_nc=1, output_nc=3, ngf=16, nz=8, name="edges2shoes")
    opt.update(changes)
    return Namespace(**opt)


class UnetAddAll(nn.Module):
    """The latent code is appended to the input of every down-sampling layer."""

    def __init__(self, input_nc, output_nc, nz, ngf):
        super().__init__()
        self.down1 = nn.Conv2d(input_nc + nz, ngf, 4, 2, 1)
        self.down2 = nn.Conv2d(ngf + nz, ngf * 2, 4, 2, 1)
        self.up2 = nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1)
        self.up1 = nn.ConvTranspose2d(ngf * 2, output_nc, 4, 2, 1)

    @staticmethod
    def add_code(x, z):
        z = z[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return torch.cat([x, z], dim=1)

    def forward(self, x, z):
        d1 = torch.relu(self.down1(self.add_code(x, z)))
        d2 = torch.relu(self.down2(self.add_code(d1, z)))
        u2 = torch.relu(self.up2(d2))
        return torch.tanh(self.up1(torch.cat([u2, d1], dim=1)))


class BiCycleGANModel:
    def __init__(self, opt, folder):
        self.opt = opt
        self.path = os.path.join(folder, f"{opt.name}_net_G.pth")
        self.netG = UnetAddAll(opt.input_nc, opt.output_nc, opt.nz, opt.ngf)

    def save(self):
        torch.save(self.netG.state_dict(), self.path)

    def setup(self):
        self.netG.load_state_dict(torch.load(self.path))
        self.netG.eval()

    def sample(self, edges):
        z = torch.randn(edges.size(0), self.opt.nz)
        with torch.no_grad():
            return self.netG(edges, z)


with tempfile.TemporaryDirectory() as checkpoints:
    train_opt = base_options(nz=48)
    BiCycleGANModel(train_opt, checkpoints).save()

    test_opt = base_options()
    model = BiCycleGANModel(test_opt, checkpoints)
    model.setup()
    print(model.sample(torch.rand(2, 1, 64, 64)).shape)
