import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF

TRAIN_SIZE = (160, 224)
VALID_SIZE = (350, 525)


class JointResize:
    def __init__(self, size):
        self.size = list(size)

    def __call__(self, img, mask):
        img = TF.resize(img, self.size, antialias=True)
        return img, TF.resize(mask, self.size, interpolation=TF.InterpolationMode.NEAREST)


class JointCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, img, mask):
        top = int(torch.randint(0, img.shape[-2] - self.size[0] + 1, (1,)))
        left = int(torch.randint(0, img.shape[-1] - self.size[1] + 1, (1,)))
        return TF.crop(img, top, left, *self.size), TF.crop(mask, top, left, *self.size)


class Clouds(Dataset):
    def __init__(self, n, transforms):
        self.n, self.transforms = n, transforms

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, 400, 600, generator=g)
        mask = (img.mean(0, keepdim=True) > 0.6).float()
        for t in self.transforms:
            img, mask = t(img, mask)
        return img, mask


def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU())


class DecoderBlock(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.conv = block(cin + cskip, cout)

    def forward(self, x, skip):
        x = nn.functional.interpolate(x, scale_factor=2, mode="nearest")
        x = torch.cat([x, skip], dim=1)
        return self.conv(x)


class Unet(nn.Module):
    def __init__(self, widths=(6, 8, 12, 16)):
        super().__init__()
        self.encoder = nn.ModuleList(block(a, b) for a, b in zip((3,) + widths[:-1], widths))
        self.decoder = nn.ModuleList(
            DecoderBlock(a, b, b) for a, b in zip(widths[:0:-1], widths[-2::-1]))
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for enc in self.encoder:
            x = enc(x if not skips else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        x = skips.pop()
        for dec in self.decoder:
            x = dec(x, skips.pop())
        return self.head(x)


train_set = Clouds(4, [JointCrop(TRAIN_SIZE)])
valid_set = Clouds(2, [JointResize(VALID_SIZE)])
model = Unet()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for img, mask in DataLoader(train_set, batch_size=2):
    loss = criterion(model(img), mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train loss", loss.item())
model.eval()
with torch.no_grad():
    losses = [criterion(model(img), mask).item() for img, mask in DataLoader(valid_set)]
print("valid loss", sum(losses) / len(losses))
