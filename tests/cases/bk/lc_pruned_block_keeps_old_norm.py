import torch
from torch import nn


def conv3x3(in_planes, out_planes, stride=1):
    """3x3 convolution with padding"""
    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=1, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, mid_planes, stride=1, downsample=None):
        super(BasicBlock, self).__init__()
        self.conv1 = conv3x3(inplanes, mid_planes, stride)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(mid_planes, planes)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = downsample

    def forward(self, x):
        residual = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            residual = self.downsample(x)
        return self.relu(out + residual)


class PoseResNet(nn.Module):
    """Two stages and a deconvolution head; mid holds the channels that survived the pruning."""

    def __init__(self, mid, num_joints=16):
        super(PoseResNet, self).__init__()
        self.inplanes = 64
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1),
        )
        self.layer1 = self._make_layer(64, mid[:2])
        self.layer2 = self._make_layer(128, mid[2:], stride=2)
        self.deconv = nn.ConvTranspose2d(128, 32, 4, stride=2, padding=1)
        self.heatmaps = nn.Conv2d(32, num_joints, 1)

    def _make_layer(self, planes, mid, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes:
            downsample = nn.Sequential(
                nn.Conv2d(self.inplanes, planes, 1, stride=stride, bias=False), nn.BatchNorm2d(planes))
        layers = [BasicBlock(self.inplanes, planes, mid[0], stride, downsample)]
        self.inplanes = planes
        layers += [BasicBlock(planes, planes, m) for m in mid[1:]]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        return self.heatmaps(torch.relu(self.deconv(x)))


def survivors(norms, keep_share):
    """Number of filters of every layer above the global threshold."""
    threshold = torch.cat(norms).quantile(1 - keep_share)
    return [max(1, int((n > threshold).sum())) for n in norms]


torch.manual_seed(3)
filter_norms = [torch.rand(c) for c in (64, 64, 128, 128)]
model = PoseResNet(survivors(filter_norms, keep_share=0.9))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
images, target = torch.rand(2, 3, 128, 96), torch.rand(2, 16, 32, 24)
loss = nn.functional.mse_loss(model(images), target)
loss.backward()
optimizer.step()
print(loss.item())
