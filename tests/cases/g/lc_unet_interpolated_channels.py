import torch
from torch import nn


class unetConv2(nn.Module):
    def __init__(self, in_size, out_size):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(in_size, out_size, 3, 1, 1), nn.ReLU())
        self.conv2 = nn.Sequential(nn.Conv2d(out_size, out_size, 3, 1, 1), nn.ReLU())

    def forward(self, inputs):
        return self.conv2(self.conv1(inputs))


class unetUp(nn.Module):
    def __init__(self, in_size, out_size, is_deconv):
        super().__init__()
        self.conv = unetConv2(in_size, out_size)
        if is_deconv:
            self.up = nn.ConvTranspose2d(in_size, out_size, kernel_size=2, stride=2)
        else:
            self.up = nn.UpsamplingBilinear2d(scale_factor=2)

    def forward(self, inputs1, inputs2):
        outputs2 = self.up(inputs2)
        return self.conv(torch.cat([inputs1, outputs2], 1))


class unet(nn.Module):
    def __init__(self, n_classes=21, is_deconv=True, filters=(8, 16, 32)):
        super().__init__()
        self.conv1 = unetConv2(3, filters[0])
        self.conv2 = unetConv2(filters[0], filters[1])
        self.center = unetConv2(filters[1], filters[2])
        self.maxpool = nn.MaxPool2d(2)
        self.up_concat2 = unetUp(filters[2], filters[1], is_deconv)
        self.up_concat1 = unetUp(filters[1], filters[0], is_deconv)
        self.final = nn.Conv2d(filters[0], n_classes, 1)

    def forward(self, inputs):
        conv1 = self.conv1(inputs)
        conv2 = self.conv2(self.maxpool(conv1))
        center = self.center(self.maxpool(conv2))
        up2 = self.up_concat2(conv2, center)
        return self.final(self.up_concat1(conv1, up2))


if __name__ == "__main__":
    torch.manual_seed(0)
    street = torch.randn(2, 3, 64, 64)
    labels = torch.randint(0, 21, (2, 64, 64))
    model = unet(is_deconv=False)
    loss = nn.functional.cross_entropy(model(street), labels)
    loss.backward()
    print(loss.item())
