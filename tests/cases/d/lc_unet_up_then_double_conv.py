import torch
from torch import nn


class UNet(nn.Module):
    def __init__(self, in_channels=3, n_classes=2, width=16):
        super().__init__()
        self.encoder1 = self.double_conv(in_channels, width)
        self.encoder2 = self.double_conv(width, width * 2)
        self.encoder3 = self.double_conv(width * 2, width * 4)
        self.bottleneck = self.double_conv(width * 4, width * 8)
        self.pool = nn.MaxPool2d(2)
        self.decoder3 = self.up(width * 8, width * 4)
        self.decoder2 = self.up(width * 4, width * 2)
        self.decoder1 = self.up(width * 2, width)
        self.final = nn.Conv2d(width, n_classes, kernel_size=1)

    def double_conv(self, in_ch, out_ch):
        return nn.Sequential(
            nn.Conv2d(in_ch, out_ch, kernel_size=3, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(out_ch, out_ch, kernel_size=3, padding=1), nn.ReLU(inplace=True),
        )

    def up(self, in_ch, out_ch):
        return nn.Sequential(
            nn.ConvTranspose2d(in_ch, out_ch, kernel_size=2, stride=2),
            self.double_conv(in_ch, out_ch),
        )

    def forward(self, x):
        s1 = self.encoder1(x)
        s2 = self.encoder2(self.pool(s1))
        s3 = self.encoder3(self.pool(s2))
        deep = self.bottleneck(self.pool(s3))
        y = self.decoder3(deep) + s3
        y = self.decoder2(y) + s2
        y = self.decoder1(y) + s1
        return self.final(y)


def main():
    net = UNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for it in range(2):
        photos = torch.rand(2, 3, 64, 64)
        masks = (photos.mean(1) > 0.5).long()
        loss = nn.functional.cross_entropy(net(photos), masks)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(f"iteration {it} loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
