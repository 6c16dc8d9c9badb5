import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose


class RandSpatialCropd:
    def __init__(self, keys, roi_size):
        self.keys, self.roi_size = keys, roi_size

    def __call__(self, d):
        full = d[self.keys[0]].shape[1:]
        start = [int(torch.randint(0, f - r + 1, (1,))) for f, r in zip(full, self.roi_size)]
        window = tuple(slice(s, s + r) for s, r in zip(start, self.roi_size))
        return {k: d[k][(slice(None),) + window] for k in self.keys}


class RandFlipd:
    def __init__(self, keys, prob):
        self.keys, self.prob = keys, prob

    def __call__(self, d):
        if torch.rand(1) > self.prob:
            return d
        return {k: d[k].flip(1) for k in self.keys}


class TumorVolumes(Dataset):
    def __init__(self, transform):
        self.transform = transform

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.randn(1, 110, 104, 52, generator=g)
        label = torch.randint(0, 3, (1, 110, 104, 52), generator=g)
        return self.transform({"image": image, "label": label})


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


def unet_block(cin, cout, channels):
    """Recursive U-Net: one level per entry of channels but the last."""
    c = channels[0]
    if len(channels) > 2:
        sub, width = unet_block(c, c, channels[1:]), 2 * c
    else:
        sub, width = nn.Conv3d(c, channels[1], 3, padding=1), c + channels[1]
    return nn.Sequential(down(cin, c), SkipConnection(sub), up(width, cout))


keys = ["image", "label"]
train_transforms = Compose([
    RandSpatialCropd(keys, roi_size=(90, 90, 40)),
    RandFlipd(keys, prob=0.5),
])
train_loader = DataLoader(TumorVolumes(train_transforms), batch_size=2)
model = unet_block(1, 3, channels=(4, 8, 8, 16, 16))
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for batch in train_loader:
    optimizer.zero_grad()
    outputs = model(batch["image"])
    loss = nn.functional.cross_entropy(outputs, batch["label"].squeeze(1))
    loss.backward()
    optimizer.step()
    print("train_loss", loss.item())
