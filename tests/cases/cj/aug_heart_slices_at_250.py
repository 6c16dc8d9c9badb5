import argparse

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms import InterpolationMode

parser = argparse.ArgumentParser()
parser.add_argument("--resize", type=int, nargs=2, default=[250, 250])
parser.add_argument("--num-class", type=int, default=4)
parser.add_argument("--batch-size", type=int, default=3)
args = parser.parse_args([])


class ACDCSlices(Dataset):
    def __init__(self, resize, n=6):
        self.n = n
        self.image_tf = transforms.Compose([transforms.Resize(resize), transforms.ToTensor()])
        self.mask_tf = transforms.Resize(resize, interpolation=InterpolationMode.NEAREST)

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        h, w = 216 + 8 * (i % 3), 256
        yy, xx = np.mgrid[:h, :w]
        r = np.hypot(yy - h / 2 + rng.randint(-9, 9), xx - w / 2)
        mask = np.digitize(-r, [-70, -45, -28]).astype("uint8")
        img = np.clip(mask * 55 + rng.normal(20, 8, (h, w)), 0, 255).astype("uint8")
        mask = self.mask_tf(Image.fromarray(mask))
        return self.image_tf(Image.fromarray(img)), torch.from_numpy(np.array(mask)).long()


def conv_bn(a, b, stride=1):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(True))


class ConnNet(nn.Module):
    def __init__(self, num_class, width=8):
        super().__init__()
        self.c1, self.c2 = conv_bn(1, width, 2), conv_bn(width, width, 2)
        self.c3, self.c4 = conv_bn(width, width, 2), conv_bn(width, width, 2)
        self.c5 = conv_bn(width, width, 2)
        self.fb5, self.fb4 = conv_bn(width, width), conv_bn(width, width)
        self.fb3, self.fb2 = conv_bn(width, width), conv_bn(width, width)
        self.cls = nn.Conv2d(width, num_class, 1)

    @staticmethod
    def merge(deep, skip):
        deep = F.interpolate(deep, scale_factor=2, mode="bilinear", align_corners=False)
        return deep + skip

    def forward(self, x):
        c1 = self.c1(x)
        c2 = self.c2(c1)
        c3 = self.c3(c2)
        c4 = self.c4(c3)
        r5 = self.fb5(self.c5(c4))
        r4 = self.fb4(self.merge(r5, c4))
        r3 = self.fb3(self.merge(r4, c3))
        r2 = self.fb2(self.merge(r3, c2))
        out = self.cls(self.merge(r2, c1))
        return F.interpolate(out, size=x.shape[2:], mode="bilinear", align_corners=False)


torch.manual_seed(1)
train_loader = DataLoader(ACDCSlices(args.resize), batch_size=args.batch_size, shuffle=True)
net = ConnNet(args.num_class)
optimizer = torch.optim.Adam(net.parameters(), 8.5e-4)
print("Train batch number:", len(train_loader))
for X, y in train_loader:
    loss = F.cross_entropy(net(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
