import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self, widths=(16, 32, 64), num_classes=1000, fully_conv=False):
        super().__init__()
        self.fully_conv = fully_conv
        self.conv1 = nn.Conv2d(3, widths[0], 7, stride=2, padding=3, bias=False)
        self.layer1 = BasicBlock(widths[0], widths[0])
        self.layer2 = BasicBlock(widths[0], widths[1], stride=2)
        self.layer3 = BasicBlock(widths[1], widths[2], stride=2)
        self.fc = nn.Conv2d(widths[-1], num_classes, (1, 1))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2, 1)
        x = self.layer3(self.layer2(self.layer1(x)))
        if not self.fully_conv:
            x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc(x)


def download_imagenet_weights(widths=(16, 32, 64)):
    torch.manual_seed(0)
    weights = ResNet(widths).state_dict()
    weights["fc.weight"] = 0.01 * torch.randn(1000, widths[-1])
    return weights


class Resnet_8s(nn.Module):
    def __init__(self, descriptor_dim):
        super().__init__()
        resnet = ResNet(fully_conv=True)
        pretrained = download_imagenet_weights()
        resnet.load_state_dict(pretrained)
        resnet.fc = nn.Conv2d(64, descriptor_dim, 1)
        self.resnet34_8s = resnet

    def forward(self, x):
        size = x.shape[2:]
        return F.interpolate(self.resnet34_8s(x), size=size, mode="bilinear", align_corners=False)


def pixelwise_contrastive(des_a, des_b, matches):
    a = des_a.flatten(2)[:, :, matches]
    b = des_b.flatten(2)[:, :, matches]
    positive = (a - b).pow(2).sum(1).mean()
    negative = (a - b.roll(7, dims=2)).norm(dim=1)
    return positive + F.relu(0.5 - negative).pow(2).mean()


dcn = Resnet_8s(descriptor_dim=3)
optimizer = torch.optim.Adam(dcn.parameters(), lr=1e-4)
for i in range(3):
    image = torch.rand(1, 3, 96, 128)
    matches = torch.randperm(96 * 128)[:200]
    loss = pixelwise_contrastive(dcn(image), dcn(image + 0.05 * torch.randn_like(image)), matches)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iteration {i}: loss {loss.item():.4f}")
