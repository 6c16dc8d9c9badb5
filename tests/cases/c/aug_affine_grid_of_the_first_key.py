import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RandAffined:
    """One random rotation and scaling for several entries of a case."""

    def __init__(self, keys, rotate=0.2, scale=0.1, modes=("bilinear", "nearest")):
        self.keys, self.rotate, self.scale, self.modes = keys, rotate, scale, modes

    def draw(self):
        a = (torch.rand(1) * 2 - 1) * self.rotate
        s = 1 + (torch.rand(1) * 2 - 1) * self.scale
        theta = torch.zeros(1, 3, 4)
        theta[0, 0, 0] = theta[0, 1, 1] = s * a.cos()
        theta[0, 0, 1], theta[0, 1, 0] = -s * a.sin(), s * a.sin()
        theta[0, 2, 2] = s
        return theta

    def __call__(self, d):
        d = dict(d)
        theta = self.draw()
        size = d[self.keys[0]].shape[1:]
        grid = F.affine_grid(theta, (1, 1, *size), align_corners=False)
        for key, mode in zip(self.keys, self.modes):
            d[key] = F.grid_sample(d[key][None], grid, mode=mode, align_corners=False)[0]
        return d


class ProstateCases(Dataset):
    """MR volumes and lesion maps at half the resolution."""

    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        volume = torch.rand(1, 24, 32, 32)
        lesion = (F.avg_pool3d(volume, 2) > 0.55).float()
        return self.transform({"image": volume, "label": lesion})


class CoarseSegmenter(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        stem = nn.Conv3d(1, width, 3, stride=2, padding=1)
        self.stem = nn.Sequential(stem, nn.InstanceNorm3d(width), nn.PReLU())
        self.body = nn.Sequential(nn.Conv3d(width, width, 3, padding=1), nn.PReLU())
        self.head = nn.Conv3d(width, 1, 1)

    def forward(self, x):
        return self.head(self.body(self.stem(x)))


train_ds = ProstateCases(6, RandAffined(keys=("image", "label")))
model = CoarseSegmenter()
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for batch in DataLoader(train_ds, batch_size=2, shuffle=True):
    optimizer.zero_grad()
    loss = loss_function(model(batch["image"]), batch["label"])
    loss.backward()
    optimizer.step()
    print("train_loss", loss.item())
