from torch import nn
from torchvision import models

# channels of the first and of the last stage
BACKBONES = {
    "resnet101": dict(build=models.resnet101, c1=256, c4=2048),
    "resnet50": dict(build=models.resnet50, c1=256, c4=2048),
    "resnet34": dict(build=models.resnet34, c1=256, c4=2048),
}


class ResNetBackbone(nn.Module):
    def __init__(self, name):
        super().__init__()
        net = BACKBONES[name]["build"](weights=None)
        self.stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
        self.layer1, self.layer2 = net.layer1, net.layer2
        self.layer3, self.layer4 = net.layer3, net.layer4

    def forward(self, x):
        low = self.layer1(self.stem(x))
        return low, self.layer4(self.layer3(self.layer2(low)))
