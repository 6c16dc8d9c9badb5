import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class DFC2020(Dataset):
    """Sentinel-2 patches with a raster of land cover classes, as rasterio reads them: bands first."""

    def __init__(self, n=8, px=56):
        rng = np.random.RandomState(5)
        self.s2 = rng.rand(n, 13, px, px).astype("float32")
        self.dfc = rng.randint(0, 8, (n, 1, px, px))

    def __len__(self):
        return len(self.s2)

    def load_dfc(self, i):
        lc = self.dfc[i]
        return torch.from_numpy(lc).long()

    def __getitem__(self, i):
        return {"s2": torch.from_numpy(self.s2[i]), "label": self.load_dfc(i)}


class SegmentationHead(nn.Module):
    def __init__(self, in_channels, n_classes):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 32, 3, padding=1)
        self.cls = nn.Conv2d(32, n_classes, 1)

    def forward(self, feats, size):
        return nn.functional.interpolate(self.cls(torch.relu(self.conv(feats))), size=size)


class Segmenter(nn.Module):
    def __init__(self, n_classes=8):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(13, 24, 4, 4), nn.GELU(), nn.Conv2d(24, 24, 3, padding=1))
        self.head = SegmentationHead(24, n_classes)

    def forward(self, x):
        return self.head(self.backbone(x["s2"]), x["s2"].shape[-2:])


def step(model, batch, criterion):
    y_hat = model(batch)
    y = batch["label"]
    loss = criterion(y_hat, y)
    accuracy = (y_hat.argmax(1).flatten() == y.flatten()).float().mean()
    return loss, accuracy


model = Segmenter()
criterion = nn.CrossEntropyLoss(ignore_index=255)
opt = torch.optim.AdamW(model.parameters(), lr=1e-4)
for batch in DataLoader(DFC2020(), batch_size=4):
    loss, accuracy = step(model, batch, criterion)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{loss.item():.3f} {accuracy.item():.3f}")
