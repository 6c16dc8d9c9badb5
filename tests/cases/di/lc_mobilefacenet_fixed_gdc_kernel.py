import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

cfg = {
    "input_size": [224, 224],
    "embedding_size": 64,
    "num_classes": 20,
    "batch_size": 4,
}


class ConvBlock(nn.Module):
    def __init__(self, in_c, out_c, kernel=(1, 1), stride=(1, 1), padding=(0, 0), groups=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(in_c, out_c, kernel, stride, padding, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(out_c)
        self.prelu = nn.PReLU(out_c) if act else nn.Identity()

    def forward(self, x):
        return self.prelu(self.bn(self.conv(x)))


class DepthWise(nn.Module):
    def __init__(self, in_c, out_c, groups, stride=(2, 2), residual=False):
        super().__init__()
        self.residual = residual
        self.layers = nn.Sequential(
            ConvBlock(in_c, groups),
            ConvBlock(groups, groups, (3, 3), stride, (1, 1), groups=groups),
            ConvBlock(groups, out_c, act=False),
        )

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


class GDC(nn.Module):
    """Global depthwise convolution and the embedding."""

    def __init__(self, channels, embedding_size):
        super().__init__()
        self.conv_6_dw = ConvBlock(channels, channels, (7, 7), groups=channels, act=False)
        self.linear = nn.Linear(channels, embedding_size, bias=False)
        self.bn = nn.BatchNorm1d(embedding_size)

    def forward(self, x):
        x = torch.flatten(self.conv_6_dw(x), 1)
        return self.bn(self.linear(x))


class MobileFaceNet(nn.Module):
    def __init__(self, embedding_size, width=16):
        super().__init__()
        self.conv1 = ConvBlock(3, width, (3, 3), (2, 2), (1, 1))
        self.conv_23 = DepthWise(width, width, groups=2 * width)
        self.conv_3 = DepthWise(width, width, groups=2 * width, stride=(1, 1), residual=True)
        self.conv_34 = DepthWise(width, 2 * width, groups=4 * width)
        self.conv_45 = DepthWise(2 * width, 2 * width, groups=4 * width)
        self.conv_6_sep = ConvBlock(2 * width, 8 * width)
        self.output_layer = GDC(8 * width, embedding_size)

    def forward(self, x):
        x = self.conv_3(self.conv_23(self.conv1(x)))
        x = self.conv_6_sep(self.conv_45(self.conv_34(x)))
        return self.output_layer(x)


def main():
    tf = transforms.Compose([
        transforms.Resize(cfg["input_size"]),
        transforms.ToTensor(),
        transforms.Normalize([0.5] * 3, [0.5] * 3),
    ])
    faces = FakeData(8, (3, 250, 250), cfg["num_classes"], transform=tf)
    backbone = MobileFaceNet(cfg["embedding_size"])
    head = nn.Linear(cfg["embedding_size"], cfg["num_classes"], bias=False)
    optimizer = torch.optim.SGD([*backbone.parameters(), *head.parameters()], lr=0.1, momentum=0.9)
    for step, (inputs, labels) in enumerate(DataLoader(faces, batch_size=cfg["batch_size"])):
        features = backbone(inputs)
        loss = nn.functional.cross_entropy(head(features), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
