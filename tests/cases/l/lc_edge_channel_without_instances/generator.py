import torch.nn as nn

from options import semantic_nc


class LGGANGenerator(nn.Module):
    def __init__(self, opt):
        super().__init__()
        ngf = opt.ngf
        self.conv1 = nn.Sequential(
            nn.ReflectionPad2d(3),
            nn.Conv2d(semantic_nc(opt), ngf, 7, 1, 0),
            nn.InstanceNorm2d(ngf),
            nn.ReLU(True),
        )
        self.conv2 = nn.Sequential(nn.Conv2d(ngf, ngf * 2, 3, 2, 1), nn.InstanceNorm2d(ngf * 2), nn.ReLU(True))
        self.deconv = nn.Sequential(nn.ConvTranspose2d(ngf * 2, ngf, 3, 2, 1, 1), nn.ReLU(True))
        self.img = nn.Sequential(nn.ReflectionPad2d(3), nn.Conv2d(ngf, 3, 7, 1, 0), nn.Tanh())

    def forward(self, seg):
        x = self.conv1(seg)
        x = self.deconv(self.conv2(x))
        return self.img(x)
