import torch
from torch import nn


class BasicBlockDec(nn.Module):
    expansion = 1

    def __init__(self, outplanes, planes, stride=1, output_padding=0, upsample=None):
        super().__init__()
        self.conv2 = nn.ConvTranspose2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv1 = nn.ConvTranspose2d(planes, outplanes, 3, stride, 1, output_padding, bias=False)
        self.bn1 = nn.BatchNorm2d(outplanes)
        self.upsample = upsample

    def forward(self, x):
        out = torch.relu(self.bn2(self.conv2(x)))
        out = self.bn1(self.conv1(out))
        identity = x if self.upsample is None else self.upsample(x)
        return torch.relu(out + identity)


class Decoder(nn.Module):
    """ResNet run backwards, every stage hands half of its channels on."""

    def __init__(self, layers):
        super().__init__()
        self.layer2 = self._make_layer(BasicBlockDec, 128, layers[1], stride=2)
        self.layer1 = self._make_layer(BasicBlockDec, 64, layers[0], stride=1, output_padding=0)
        self.de_conv1 = nn.ConvTranspose2d(32, 3, 3, padding=1)

    def _make_layer(self, block, planes, blocks, stride=2, output_padding=1):
        self.inplanes = planes * block.expansion
        layers = [block(self.inplanes, planes) for _ in range(1, blocks)]
        last_block_dim = self.inplanes // 2
        upsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            upsample = nn.Sequential(
                nn.ConvTranspose2d(self.inplanes, last_block_dim, 1, stride, output_padding=output_padding, bias=False),
                nn.BatchNorm2d(last_block_dim),
            )
        layers.append(block(last_block_dim, planes, stride, output_padding, upsample))
        return nn.Sequential(*layers)

    def forward(self, z):
        return torch.sigmoid(self.de_conv1(self.layer1(self.layer2(z))))


encoder = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 128, 3, stride=2, padding=1))
decoder = Decoder([2, 2])
opt = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
cifar = torch.rand(8, 3, 32, 32)
for images in cifar.split(4):
    loss = nn.functional.mse_loss(decoder(encoder(images)), images)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("reconstruction", loss.item())
