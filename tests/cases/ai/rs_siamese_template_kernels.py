import torch
from torch import nn
from torch.nn import functional as F


class SiamRPN(nn.Module):
    def __init__(self, feature_out=32, anchor=5, widths=(12, 32, 48, 32)):
        super().__init__()
        a, b, c, d = widths
        self.featureExtract = nn.Sequential(
            nn.Conv2d(3, a, 11, stride=2), nn.BatchNorm2d(a), nn.MaxPool2d(3, 2), nn.ReLU(),
            nn.Conv2d(a, b, 5), nn.BatchNorm2d(b), nn.MaxPool2d(3, 2), nn.ReLU(),
            nn.Conv2d(b, c, 3), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, c, 3), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, d, 3), nn.BatchNorm2d(d),
        )
        self.anchor = anchor
        self.feature_out = feature_out
        self.conv_r1 = nn.Conv2d(d, feature_out * 4 * anchor, 3)
        self.conv_r2 = nn.Conv2d(d, feature_out, 3)
        self.conv_cls1 = nn.Conv2d(d, feature_out * 2 * anchor, 3)
        self.conv_cls2 = nn.Conv2d(d, feature_out, 3)
        self.regress_adjust = nn.Conv2d(4 * anchor, 4 * anchor, 1)
        self.r1_kernel = None
        self.cls1_kernel = None

    def temple(self, z):
        z_f = self.featureExtract(z)
        r1_raw = self.conv_r1(z_f)
        cls1_raw = self.conv_cls1(z_f)
        k = r1_raw.size(-1)
        self.r1_kernel = r1_raw.view(self.anchor * 4, self.feature_out, k, k)
        self.cls1_kernel = cls1_raw.view(self.anchor * 2, self.feature_out, k, k)

    def correlate(self, search, kernel):
        return F.conv2d(search, kernel)

    def forward(self, x):
        x_f = self.featureExtract(x)
        delta = self.regress_adjust(self.correlate(self.conv_r2(x_f), self.r1_kernel))
        return delta, self.correlate(self.conv_cls2(x_f), self.cls1_kernel)


def warm_up(net, batch_size, rounds=2):
    net.eval()
    with torch.no_grad():
        for _ in range(rounds):
            net.temple(torch.rand(batch_size, 3, 127, 127))
            delta, score = net(torch.rand(batch_size, 3, 255, 255))
    return delta.shape, score.shape


def track(net, frames):
    best = []
    with torch.no_grad():
        for frame in frames:
            _, score = net(frame)
            best.append(score.flatten(1).argmax(1).tolist())
    return best


batch_size = 2
net = SiamRPN()
print(warm_up(net, batch_size))
net.temple(torch.rand(batch_size, 3, 127, 127))
print(track(net, [torch.rand(batch_size, 3, 271, 271) for _ in range(3)]))
