import random

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.transforms.functional as TF
from torch.utils.data import DataLoader, Dataset


class Options:
    base_size = 320
    crop_size = 224
    batch_size = 2
    num_class = 19
    filters = 8
    steps = 2


opt = Options()

class JointTransform:
    def __init__(self, base_size, crop_size):
        self.base_size, self.crop_size = base_size, crop_size

    def __call__(self, img, lbl):
        short = int(self.base_size * random.uniform(1.0, 1.5))
        img = TF.resize(img, short, antialias=True)
        lbl = TF.resize(lbl[None], short, interpolation=TF.InterpolationMode.NEAREST)[0]
        top = random.randint(0, img.shape[1] - self.crop_size)
        left = random.randint(0, img.shape[2] - self.crop_size)
        img = TF.crop(img, top, left, self.crop_size, self.crop_size)
        lbl = TF.crop(lbl, top, left, self.crop_size, self.crop_size)
        return TF.normalize(img, [0.5] * 3, [0.25] * 3), lbl.long()


class Streets(Dataset):
    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, 256, 512, generator=g)
        lbl = torch.randint(0, opt.num_class, (256, 512), generator=g)
        return self.transform(img, lbl)


def conv(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())


def scaled(length, factor):
    return int((length - 1) * factor + 1) if length % 2 else int(length * factor)


class Resample(nn.Module):
    def __init__(self, cin, cout, factor):
        super().__init__()
        self.factor = factor
        self.mix = nn.Sequential(nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        size = [scaled(n, self.factor) for n in x.shape[2:]]
        return self.mix(F.interpolate(x, size, mode="bilinear", align_corners=True))


class Layer(nn.Module):
    def __init__(self, widths):
        super().__init__()
        last = len(widths) - 1
        self.same = nn.ModuleList(conv(w, w) for w in widths)
        self.from_coarse = nn.ModuleList(Resample(widths[k + 1], widths[k], 2) for k in range(last))
        self.from_fine = nn.ModuleList(Resample(widths[k], widths[k + 1], 0.5) for k in range(last))

    def forward(self, levels):
        out = []
        for k, x in enumerate(levels):
            y = self.same[k](x)
            if k > 0:
                y = y + self.from_fine[k - 1](levels[k - 1])
            if k + 1 < len(levels):
                y = y + self.from_coarse[k](levels[k + 1])
            out.append(torch.relu(y))
        return out


class GridNet(nn.Module):
    def __init__(self, num_class, filters, steps):
        super().__init__()
        widths = [filters, filters * 2, filters * 4, filters * 8]
        self.stem = nn.Sequential(conv(3, filters, 2), conv(filters, filters, 2))
        self.down = nn.ModuleList(conv(a, b, 2) for a, b in zip(widths, widths[1:]))
        self.layers = nn.ModuleList(Layer(widths) for _ in range(steps))
        self.classify = nn.Conv2d(sum(widths), num_class, 1)

    def forward(self, x):
        levels = [self.stem(x)]
        for d in self.down:
            levels.append(d(levels[-1]))
        for layer in self.layers:
            levels = layer(levels)
        top = levels[0].shape[-2:]
        merged = torch.cat([F.interpolate(v, top, mode="bilinear", align_corners=True) for v in levels], 1)
        return F.interpolate(self.classify(merged), x.shape[-2:], mode="bilinear", align_corners=True)


if __name__ == "__main__":
    random.seed(1)
    torch.manual_seed(1)
    train_set = Streets(4, JointTransform(opt.base_size, opt.crop_size))
    net = GridNet(opt.num_class, opt.filters, opt.steps)
    sgd = torch.optim.SGD(net.parameters(), lr=0.025, momentum=0.9)
    for i, (image, target) in enumerate(DataLoader(train_set, opt.batch_size)):
        loss = F.cross_entropy(net(image), target)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        print("iter", i, "loss", round(loss.item(), 4))
