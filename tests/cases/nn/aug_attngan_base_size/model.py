import torch
import torch.nn as nn


def upBlock(in_planes, out_planes):
    return nn.Sequential(
        nn.Upsample(scale_factor=2, mode="nearest"),
        nn.Conv2d(in_planes, out_planes, 3, 1, 1, bias=False),
        nn.BatchNorm2d(out_planes), nn.ReLU())


class G_NET(nn.Module):
    def __init__(self, ngf, nz, nef):
        super(G_NET, self).__init__()
        self.gf_dim = ngf
        self.fc = nn.Linear(nz + nef, ngf * 4 * 4)
        self.upsample = nn.Sequential(upBlock(ngf, ngf), upBlock(ngf, ngf), upBlock(ngf, ngf), upBlock(ngf, ngf))
        self.img = nn.Sequential(nn.Conv2d(ngf, 3, 3, 1, 1, bias=False), nn.Tanh())

    def forward(self, z_code, sent_emb):
        h = self.fc(torch.cat((z_code, sent_emb), 1)).view(-1, self.gf_dim, 4, 4)
        return [self.img(self.upsample(h))]


# Downsale the spatial size by a factor of 16
def encode_image_by_16times(ndf):
    return nn.Sequential(
        nn.Conv2d(3, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(ndf * 2, ndf * 4, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 4), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(ndf * 4, ndf * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 8), nn.LeakyReLU(0.2, inplace=True))


class D_GET_LOGITS(nn.Module):
    def __init__(self, ndf, nef):
        super(D_GET_LOGITS, self).__init__()
        self.ef_dim = nef
        self.jointConv = nn.Sequential(
            nn.Conv2d(ndf * 8 + nef, ndf * 8, 3, 1, 1, bias=False),
            nn.BatchNorm2d(ndf * 8), nn.LeakyReLU(0.2, inplace=True))
        self.outlogits = nn.Sequential(nn.Conv2d(ndf * 8, 1, kernel_size=4, stride=4), nn.Sigmoid())

    def forward(self, h_code, c_code):
        # conditioning output
        c_code = c_code.view(-1, self.ef_dim, 1, 1)
        c_code = c_code.repeat(1, 1, 4, 4)
        # state size (ngf+egf) x 4 x 4
        h_c_code = torch.cat((h_code, c_code), 1)
        h_c_code = self.jointConv(h_c_code)
        return self.outlogits(h_c_code).view(-1)


# For 64 x 64 images
class D_NET64(nn.Module):
    def __init__(self, ndf, nef):
        super(D_NET64, self).__init__()
        self.img_code_s16 = encode_image_by_16times(ndf)
        self.COND_DNET = D_GET_LOGITS(ndf, nef)

    def forward(self, x_var):
        return self.img_code_s16(x_var)
