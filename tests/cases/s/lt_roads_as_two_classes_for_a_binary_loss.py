import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class RoadTiles(Dataset):
    """Aerial tiles; a mask is 1 on the roads and 0 elsewhere."""

    def __init__(self, n=8, side=64):
        self.n, self.side = n, side

    def __len__(self):
        return self.n

    def __getitem__(self, ix):
        rng = np.random.default_rng(ix)
        image = rng.random((self.side, self.side, 3), dtype=np.float32)
        mask = np.zeros((self.side, self.side), dtype=np.int64)
        mask[:, ix * 4:ix * 4 + 6] = 1
        return image, mask

    def collate_fn(self, batch):
        ims, masks = list(zip(*batch))
        ims = torch.cat([torch.from_numpy(im).permute(2, 0, 1)[None] for im in ims])
        ce_masks = torch.cat([torch.Tensor(mask[None]) for mask in masks]).float()
        return ims, ce_masks


def conv(in_channels, out_channels):
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.BatchNorm2d(out_channels), nn.ReLU(inplace=True))


def up_conv(in_channels, out_channels):
    return nn.Sequential(nn.ConvTranspose2d(in_channels, out_channels, kernel_size=2, stride=2), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, out_channels=12):
        super().__init__()
        self.block1 = conv(3, 16)
        self.block2 = nn.Sequential(nn.MaxPool2d(2), conv(16, 32))
        self.bottleneck = nn.Sequential(nn.MaxPool2d(2), conv(32, 64))
        self.up_conv2 = up_conv(64, 32)
        self.conv2 = conv(64, 32)
        self.up_conv1 = up_conv(32, 16)
        self.conv1 = conv(32, 16)
        self.head = nn.Conv2d(16, out_channels, kernel_size=1)

    def forward(self, x):
        block1 = self.block1(x)
        block2 = self.block2(block1)
        x = self.up_conv2(self.bottleneck(block2))
        x = self.conv2(torch.cat([x, block2], dim=1))
        x = self.conv1(torch.cat([self.up_conv1(x), block1], dim=1))
        return torch.sigmoid(self.head(x))


def train_batch(model, data, optimizer, criterion):
    model.train()
    ims, ce_masks = data
    _masks = model(ims)
    optimizer.zero_grad()
    loss = criterion(_masks, ce_masks)
    loss.backward()
    optimizer.step()
    return loss.item()


trn_ds = RoadTiles()
trn_dl = DataLoader(trn_ds, batch_size=4, shuffle=True, collate_fn=trn_ds.collate_fn)
model = UNet(out_channels=2)
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for bx, data in enumerate(trn_dl):
    print(bx, train_batch(model, data, optimizer, criterion))
