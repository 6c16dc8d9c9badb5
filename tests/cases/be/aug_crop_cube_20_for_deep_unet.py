import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RandCropd:
    def __init__(self, keys, spatial_size):
        self.keys, self.spatial_size = keys, spatial_size

    def __call__(self, d):
        full = d[self.keys[0]].shape[1:]
        start = [int(torch.randint(0, f - s + 1, ())) for f, s in zip(full, self.spatial_size)]
        window = (slice(None), *(slice(a, a + s) for a, s in zip(start, self.spatial_size)))
        return {k: v[window] if k in self.keys else v for k, v in d.items()}


class ScaleIntensityRanged:
    def __init__(self, key, a_min, a_max):
        self.key, self.a_min, self.a_max = key, a_min, a_max

    def __call__(self, d):
        scaled = (d[self.key] - self.a_min) / (self.a_max - self.a_min)
        return {**d, self.key: scaled.clamp(0, 1)}


# the volumes have only 20 planes, so cubes of 96 are not possible
train_transforms = [
    ScaleIntensityRanged("image", a_min=-57, a_max=164),
    RandCropd(keys=["image", "label"], spatial_size=(20, 20, 20)),
]


class Volumes(Dataset):
    def __init__(self, transforms, n=4):
        self.transforms, self.n = transforms, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = 200 * torch.randn(1, 60, 48, 20, generator=g)
        d = {"image": image, "label": (image > 50).long()}
        for t in self.transforms:
            d = t(d)
        return d


class SkipConnection(nn.Module):
    def __init__(self, submodule):
        super().__init__()
        self.submodule = submodule

    def forward(self, x):
        y = self.submodule(x)
        return torch.cat([x, y], dim=1)


def down(cin, cout):
    return nn.Sequential(nn.Conv3d(cin, cout, 3, stride=2, padding=1), nn.BatchNorm3d(cout), nn.PReLU())


def up(cin, cout):
    return nn.ConvTranspose3d(cin, cout, 3, stride=2, padding=1, output_padding=1)


def unet(inc, outc, channels):
    c = channels[0]
    if len(channels) == 1:
        return nn.Sequential(nn.Conv3d(inc, outc, 3, padding=1), nn.PReLU())
    bottom = len(channels) == 2
    inner = unet(c, channels[1] if bottom else c, channels[1:])
    return nn.Sequential(down(inc, c), SkipConnection(inner), up(c + (channels[1] if bottom else c), outc))


model = unet(1, 2, channels=(8, 16, 32, 64, 128))
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for batch in DataLoader(Volumes(train_transforms), batch_size=2):
    outputs = model(batch["image"])
    loss = nn.functional.cross_entropy(outputs, batch["label"].squeeze(1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
