import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Conv(nn.Module):
    def __init__(self, nIn, nOut, kSize, stride, padding, dilation=(1, 1), groups=1, bn_acti=False):
        super().__init__()
        self.conv = nn.Conv2d(nIn, nOut, kSize, stride, padding, dilation, groups, bias=False)
        self.bn_acti = BNPReLU(nOut) if bn_acti else nn.Identity()

    def forward(self, x):
        return self.bn_acti(self.conv(x))


class BNPReLU(nn.Sequential):
    def __init__(self, nIn):
        super().__init__(nn.BatchNorm2d(nIn, eps=1e-3), nn.PReLU(nIn))


class DABModule(nn.Module):
    def __init__(self, nIn, d=1):
        super().__init__()
        half = nIn // 2
        self.bn_relu_1 = BNPReLU(nIn)
        self.conv3x3 = Conv(nIn, half, 3, 1, padding=1, bn_acti=True)
        self.dconv = Conv(half, half, (3, 1), 1, padding=(1, 0), groups=half, bn_acti=True)
        self.ddconv = Conv(half, half, (1, 3), 1, padding=(0, d), dilation=(1, d), groups=half, bn_acti=True)
        self.conv1x1 = Conv(half, nIn, 1, 1, padding=0)

    def forward(self, x):
        out = self.conv3x3(self.bn_relu_1(x))
        out = self.dconv(out) + self.ddconv(out)
        return self.conv1x1(out) + x


class DownSamplingBlock(nn.Module):
    def __init__(self, nIn, nOut):
        super().__init__()
        nConv = nOut - nIn if nIn < nOut else nOut
        self.concat = nIn < nOut
        self.conv3x3 = Conv(nIn, nConv, 3, stride=2, padding=1)
        self.max_pool = nn.MaxPool2d(2, stride=2)
        self.bn_prelu = BNPReLU(nOut)

    def forward(self, x):
        output = self.conv3x3(x)
        if self.concat:
            output = torch.cat([output, self.max_pool(x)], 1)
        return self.bn_prelu(output)


class DABNet(nn.Module):
    def __init__(self, classes=11, block_1=1, block_2=2):
        super().__init__()
        self.init_conv = nn.Sequential(Conv(3, 16, 3, 2, padding=1, bn_acti=True), Conv(16, 16, 3, 1, padding=1))
        self.downsample_1 = DownSamplingBlock(16, 32)
        self.DAB_Block_1 = nn.Sequential(*[DABModule(32, d=2) for _ in range(block_1)])
        self.downsample_2 = DownSamplingBlock(32, 64)
        self.DAB_Block_2 = nn.Sequential(*[DABModule(64, d=4) for _ in range(block_2)])
        self.classifier = Conv(64, classes, 1, 1, padding=0)

    def forward(self, x):
        out = self.DAB_Block_1(self.downsample_1(self.init_conv(x)))
        out = self.classifier(self.DAB_Block_2(self.downsample_2(out)))
        return F.interpolate(out, x.shape[2:], mode="bilinear", align_corners=False)


class StreetDataSet(Dataset):
    def __init__(self, root, names, crop_size=None):
        self.root, self.names, self.crop_size = root, names, crop_size

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        path = os.path.join(self.root, self.names[i])
        image = np.asarray(Image.open(path + ".png"), np.float32) / 255
        label = np.asarray(Image.open(path + "_L.png"), np.int64)
        if self.crop_size is not None:
            (ch, cw), (h, w) = self.crop_size, label.shape
            top, left = np.random.randint(0, h - ch + 1), np.random.randint(0, w - cw + 1)
            image, label = image[top:top + ch, left:left + cw], label[top:top + ch, left:left + cw]
        return torch.from_numpy(image.transpose(2, 0, 1).copy()), torch.from_numpy(label.copy())


def make_streets(root):
    rng = np.random.default_rng(24)
    for k, (h, w) in enumerate([(120, 160)] * 7 + [(124, 180)]):
        Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8)).save(os.path.join(root, f"{k:03d}.png"))
        Image.fromarray(rng.integers(0, 11, (h, w), dtype=np.uint8)).save(os.path.join(root, f"{k:03d}_L.png"))
    return [f"{k:03d}" for k in range(8)]


torch.manual_seed(1234)
np.random.seed(1234)
with tempfile.TemporaryDirectory() as root:
    names = make_streets(root)
    trainLoader = DataLoader(StreetDataSet(root, names[:6], crop_size=(96, 128)), batch_size=3, shuffle=True)
    valLoader = DataLoader(StreetDataSet(root, names[6:]), batch_size=1)
    model = DABNet(classes=11)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    for images, labels in trainLoader:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"train loss {loss.item():.3f}")
    model.eval()
    for image, label in valLoader:
        with torch.no_grad():
            output = model(image).argmax(1)
        print(f"val {tuple(label.shape[1:])} pixel accuracy {(output == label).float().mean().item():.3f}")
