import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

opt = {
    "name": "train_StyleGAN2_128_Cmul1",
    "datasets": {"gt_size": 128, "batch_size": 4},
    "network_g": {"out_size": 128, "num_style_feat": 32},
    "network_d": {"out_size": 256, "stddev_group": 4},
    "lr": 2e-3,
}
CHANNELS = {4: 32, 8: 32, 16: 32, 32: 16, 64: 16, 128: 8, 256: 8}


class StyleGAN2Generator(nn.Module):
    def __init__(self, out_size, num_style_feat):
        super().__init__()
        self.num_style_feat = num_style_feat
        self.constant = nn.Linear(num_style_feat, CHANNELS[4] * 16)
        self.convs = nn.ModuleList()
        cin = CHANNELS[4]
        for i in range(3, int(math.log2(out_size)) + 1):
            self.convs.append(nn.Conv2d(cin, CHANNELS[2 ** i], 3, padding=1))
            cin = CHANNELS[2 ** i]
        self.to_rgb = nn.Conv2d(cin, 3, 1)

    def forward(self, style):
        out = self.constant(style).view(-1, CHANNELS[4], 4, 4)
        for conv in self.convs:
            out = F.leaky_relu(conv(F.interpolate(out, scale_factor=2)), 0.2)
        return self.to_rgb(out)


class StyleGAN2Discriminator(nn.Module):
    def __init__(self, out_size, stddev_group):
        super().__init__()
        self.stddev_group = stddev_group
        cin = CHANNELS[out_size]
        body = [nn.Conv2d(3, cin, 1), nn.LeakyReLU(0.2)]
        for i in range(int(math.log2(out_size)), 2, -1):
            cout = CHANNELS[2 ** (i - 1)]
            body += [nn.Conv2d(cin, cout, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            cin = cout
        self.conv_body = nn.Sequential(*body)
        self.final_conv = nn.Conv2d(cin + 1, CHANNELS[4], 3, padding=1)
        self.final_linear = nn.Sequential(
            nn.Linear(CHANNELS[4] * 4 * 4, CHANNELS[4]), nn.LeakyReLU(0.2), nn.Linear(CHANNELS[4], 1),
        )

    def forward(self, x):
        out = self.conv_body(x)
        b, c, h, w = out.shape
        group = min(b, self.stddev_group)
        stddev = torch.sqrt(out.view(group, -1, c, h, w).var(0, unbiased=False) + 1e-8)
        stddev = stddev.mean([1, 2, 3], keepdim=True).repeat(group, 1, h, w)
        out = self.final_conv(torch.cat([out, stddev], 1))
        out = out.view(b, -1)
        return self.final_linear(out)


gt_size = opt["datasets"]["gt_size"]
tf = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])
dataset = FakeData(size=8, image_size=(3, gt_size, gt_size), transform=tf)
net_g = StyleGAN2Generator(**opt["network_g"])
net_d = StyleGAN2Discriminator(**opt["network_d"])
optimizer_d = torch.optim.Adam(net_d.parameters(), lr=opt["lr"], betas=(0.0, 0.99))
for it, (real, _) in enumerate(DataLoader(dataset, batch_size=opt["datasets"]["batch_size"])):
    fake = net_g(torch.randn(len(real), net_g.num_style_feat)).detach()
    l_d = F.softplus(net_d(fake)).mean() + F.softplus(-net_d(real)).mean()
    optimizer_d.zero_grad()
    l_d.backward()
    optimizer_d.step()
    print(it, "l_d", l_d.item())
