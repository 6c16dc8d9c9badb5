import torch
from torch import nn


class UnetAddAll(nn.Module):
    """The latent vector goes in at every level of the way down."""

    def __init__(self, input_nc, output_nc, nz, ngf):
        super().__init__()
        self.down1 = nn.Conv2d(input_nc + nz, ngf, 4, 2, 1)
        self.down2 = nn.Conv2d(ngf + nz, 2 * ngf, 4, 2, 1)
        self.up2 = nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1)
        self.up1 = nn.ConvTranspose2d(2 * ngf, output_nc, 4, 2, 1)

    def with_z(self, x, z):
        return torch.cat([x, z.view(*z.shape, 1, 1).expand(-1, -1, *x.shape[2:])], 1)

    def forward(self, x, z):
        d1 = torch.relu(self.down1(self.with_z(x, z)))
        d2 = torch.relu(self.down2(self.with_z(d1, z)))
        return torch.tanh(self.up1(torch.cat([torch.relu(self.up2(d2)), d1], 1)))


def define_G(opt):
    return UnetAddAll(opt.input_nc, opt.output_nc, opt.nz, opt.ngf)
