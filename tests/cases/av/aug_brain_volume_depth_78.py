import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ScaleIntensity:
    def __call__(self, d):
        img = d["image"]
        d["image"] = (img - img.min()) / (img.max() - img.min())
        return d


class Resized:
    """Brings image and label of a volume to one spatial size."""

    def __init__(self, spatial_size):
        self.spatial_size = spatial_size

    def __call__(self, d):
        d["image"] = F.interpolate(d["image"][None], self.spatial_size, mode="trilinear")[0]
        d["label"] = F.interpolate(d["label"][None], self.spatial_size, mode="nearest")[0]
        return d


class RandFlipd:
    def __call__(self, d):
        if torch.rand(1).item() < 0.5:
            d = {k: v.flip(1) for k, v in d.items()}
        return d


train_transforms = [
    ScaleIntensity(),
    Resized(spatial_size=(48, 48, 78)),
    RandFlipd(),
]


class TumorVolumes(Dataset):
    def __init__(self, transforms):
        self.transforms = transforms

    def __len__(self):
        return 4

    def __getitem__(self, i):
        shape = (1, 60 + i, 60, 70 + 3 * i)
        d = {"image": torch.randn(shape), "label": (torch.rand(shape) > 0.9).float()}
        for t in self.transforms:
            d = t(d)
        return d


class UNet3d(nn.Module):
    def __init__(self, channels=(4, 8, 16)):
        super().__init__()
        a, b, c = channels
        self.enter = nn.Conv3d(1, a, 3, padding=1)
        self.down1 = nn.Conv3d(a, b, 3, stride=2, padding=1)
        self.down2 = nn.Conv3d(b, c, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose3d(c, b, 3, stride=2, padding=1, output_padding=1)
        self.up1 = nn.ConvTranspose3d(2 * b, a, 3, stride=2, padding=1, output_padding=1)
        self.out = nn.Conv3d(2 * a, 1, 1)

    def forward(self, x):
        x0 = F.prelu(self.enter(x), torch.tensor(0.2))
        x1 = F.prelu(self.down1(x0), torch.tensor(0.2))
        x2 = F.prelu(self.down2(x1), torch.tensor(0.2))
        y = torch.cat([x1, self.up2(x2)], dim=1)
        y = torch.cat([x0, self.up1(y)], dim=1)
        return self.out(y)


net = UNet3d()
opt = torch.optim.Adam(net.parameters(), 1e-3)
for step, batch in enumerate(DataLoader(TumorVolumes(train_transforms), batch_size=2)):
    pred = torch.sigmoid(net(batch["image"]))
    inter = (pred * batch["label"]).sum()
    loss = 1 - 2 * inter / (pred.sum() + batch["label"].sum() + 1e-5)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{step}: train_loss {loss.item():.4f}")
