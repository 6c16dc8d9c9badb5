import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class LaneScenes(Dataset):
    """Road pictures with a grid of lane boxes and an object mask (background, lane)."""

    def __len__(self):
        return 8

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        rgb = torch.rand(3, 96, 128, generator=g)
        lane = (torch.rand(24, 32, generator=g) > 0.7).long()
        obj_mask = torch.stack([1 - lane, lane])
        grid_box = torch.rand(4, 24, 32, generator=g)
        return rgb, obj_mask, grid_box


class VPGNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Sequential(
            nn.Conv2d(3, 16, 11, stride=2, padding=5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(),
        )
        self.grid_box = nn.Sequential(nn.Conv2d(32, 32, 1), nn.ReLU(), nn.Conv2d(32, 4, 1))
        self.obj_mask = nn.Sequential(nn.Conv2d(32, 32, 1), nn.ReLU(), nn.Conv2d(32, 2, 1), nn.LogSoftmax(dim=1))

    def forward(self, x):
        x = self.shared(x)
        return self.obj_mask(x), self.grid_box(x)


def train_epoch(model, loader, optimizer, w_grid=0.5):
    mask_loss_fn, grid_loss_fn = nn.NLLLoss(), nn.L1Loss()
    for rgb, obj_mask, grid_box in loader:
        obj_pred, grid_pred = model(rgb)
        mask_loss = mask_loss_fn(obj_pred, obj_mask)
        loss = mask_loss + w_grid * grid_loss_fn(grid_pred, grid_box)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


vpgnet = VPGNet()
print("loss", train_epoch(vpgnet, DataLoader(LaneScenes(), batch_size=4), torch.optim.Adam(vpgnet.parameters())))
