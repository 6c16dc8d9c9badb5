import torch
import torch.nn as nn
import torch.nn.functional as F


class Branch(nn.Module):
    """One column of the generator; the columns differ in the size of their kernels."""

    def __init__(self, in_channels, ch, kernel):
        super().__init__()
        pad = kernel // 2
        self.down1 = nn.Conv2d(in_channels, ch, kernel, 2, pad)
        self.down2 = nn.Conv2d(ch, 2 * ch, kernel, 2, pad)
        self.dilated = nn.Conv2d(2 * ch, 2 * ch, kernel, 1, pad * 2, dilation=2)

    def forward(self, x):
        x = F.elu(self.down2(F.elu(self.down1(x))))
        return F.interpolate(F.elu(self.dilated(x)), scale_factor=4, mode="bilinear", align_corners=False)


class GMCNN(nn.Module):
    def __init__(self, in_channels, out_channels, cnum):
        super().__init__()
        self.branches = nn.ModuleList(Branch(in_channels, cnum, k) for k in (7, 5, 3))
        self.decoding = nn.Sequential(nn.Conv2d(6 * cnum, cnum, 3, 1, 1), nn.ELU(), nn.Conv2d(cnum, out_channels, 3, 1, 1))

    def forward(self, x):
        return self.decoding(torch.cat([branch(x) for branch in self.branches], dim=1)).clamp(-1, 1)


class Discriminator(nn.Module):
    def __init__(self, in_channels, cnum, fc_channels):
        super().__init__()
        layers, ch = [], in_channels
        for mult in (1, 2, 4, 4):
            layers += [nn.utils.spectral_norm(nn.Conv2d(ch, cnum * mult, 5, 2, 2)), nn.ELU()]
            ch = cnum * mult
        self.net = nn.Sequential(*layers)
        self.fc = nn.Linear(fc_channels, 1)

    def forward(self, x):
        x = self.net(x)
        return self.fc(x.view(x.size(0), -1))


class GlobalLocalDiscriminator(nn.Module):
    """Judges the whole picture and the part that was filled in."""

    def __init__(self, in_channels, opt):
        super().__init__()
        cnum = opt.d_cnum
        l_h, l_w = opt.mask_shapes[0] // 16, opt.mask_shapes[1] // 16
        self.global_discriminator = Discriminator(in_channels, cnum, fc_channels=16 * 16 * cnum * 4)
        self.local_discriminator = Discriminator(in_channels, cnum, fc_channels=l_h * l_w * cnum * 4)

    def forward(self, x_g, x_l):
        return self.global_discriminator(x_g), self.local_discriminator(x_l)
