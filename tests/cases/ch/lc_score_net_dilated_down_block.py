import torch
from torch import nn
from torch.utils.data import DataLoader


def conv3x3(cin, cout, stride=1, dilation=1, padding=1):
    return nn.Conv2d(cin, cout, 3, stride=stride, padding=padding, dilation=dilation)


class ResidualBlock(nn.Module):
    def __init__(self, cin, cout, resample=None, dilation=1):
        super().__init__()
        self.act = nn.ELU()
        self.norm1 = nn.InstanceNorm2d(cin, affine=True)
        self.norm2 = nn.InstanceNorm2d(cin, affine=True)
        if resample == "down" and dilation > 1:
            self.conv1 = conv3x3(cin, cin, dilation=dilation)
            self.conv2 = conv3x3(cin, cout, dilation=dilation)
            self.shortcut = conv3x3(cin, cout, dilation=dilation)
        elif resample == "down":
            self.conv1 = conv3x3(cin, cin)
            self.conv2 = conv3x3(cin, cout, stride=2)
            self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(cin, cout, 1))
        else:
            self.conv1 = conv3x3(cin, cin)
            self.conv2 = conv3x3(cin, cout)
            self.shortcut = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        h = self.conv1(self.act(self.norm1(x)))
        h = self.conv2(self.act(self.norm2(h)))
        return self.shortcut(x) + h


class NoiseScoreNet(nn.Module):
    def __init__(self, ngf=16, channels=3):
        super().__init__()
        self.begin = conv3x3(channels, ngf)
        self.res1 = ResidualBlock(ngf, ngf)
        self.res2 = ResidualBlock(ngf, 2 * ngf, resample="down")
        self.res3 = ResidualBlock(2 * ngf, ngf, resample="down", dilation=2)
        self.end = conv3x3(ngf, channels)

    def forward(self, x, sigma):
        h1 = self.res1(self.begin(x))
        h3 = self.res3(self.res2(h1))
        up = nn.functional.interpolate(h3, size=x.shape[-2:], mode="bilinear", align_corners=True)
        return self.end(h1 + up) / sigma


sigmas = torch.logspace(0, -2, 10)
tiles = torch.rand(16, 3, 32, 32)
model = NoiseScoreNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for x in DataLoader(tiles, batch_size=8, shuffle=True):
    sigma = sigmas[torch.randint(0, len(sigmas), (len(x),))].view(-1, 1, 1, 1)
    noise = torch.randn_like(x) * sigma
    score = model(x + noise, sigma)
    loss = ((score * sigma + noise / sigma) ** 2).flatten(1).sum(1).mean() / 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"denoising score matching loss {loss.item():.2f}")
