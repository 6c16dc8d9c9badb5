import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

config = {
    "training": {
        "num_epochs": 1,
        "batch_size": 2,
        "n_views": 4,
        "create_patches": False,
        "patch_size": 16,
        "lr": 0.0007,
    },
}


def get_patch(img, x, y, size=32):
    """A square of the picture; all leading axes are kept."""
    return img[..., x:(x + size), y:(y + size)]


class ImagesetDataset(Dataset):
    """Several low-resolution views of a scene, one of three times the resolution, and which of its pixels are clear."""

    def __init__(self, n_scenes, config):
        self.n_scenes = n_scenes
        self.n_views = config["n_views"]
        self.create_patches = config["create_patches"]
        self.patch_size = config["patch_size"]

    def __len__(self):
        return self.n_scenes

    def __getitem__(self, index):
        rng = np.random.RandomState(index)
        hr = rng.rand(96, 96).astype(np.float32)
        lr = np.stack([hr[k % 3::3, k // 3::3] for k in range(self.n_views)])
        hr_map = (rng.rand(96, 96) > 0.1).astype(np.float32)
        if self.create_patches:
            x, y = rng.randint(0, lr.shape[1] - self.patch_size, 2)
            lr = get_patch(lr, x, y, self.patch_size)
            hr = get_patch(hr, x * 3, y * 3, self.patch_size * 3)
            hr_map = get_patch(hr_map, x * 3, y * 3, self.patch_size * 3)
        return torch.from_numpy(lr), torch.from_numpy(hr), torch.from_numpy(hr_map)


class HRNet(nn.Module):
    def __init__(self, n_views, hidden=16):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(n_views, hidden, 3, padding=1), nn.PReLU())
        self.deconv = nn.ConvTranspose2d(hidden, hidden, 3, stride=3)
        self.final = nn.Conv2d(hidden, 1, 1)

    def forward(self, lrs):
        return self.final(torch.relu(self.deconv(self.encode(lrs)))).squeeze(1)


def get_crop_mask(patch_size, crop_size=3):
    """Zero along the border, where the registration moves pixels in."""
    mask = np.zeros((1, 3 * patch_size, 3 * patch_size), dtype=np.float32)
    mask[:, crop_size:-crop_size, crop_size:-crop_size] = 1.0
    return torch.from_numpy(mask)


def get_loss(srs, hrs, hr_maps):
    nclear = hr_maps.sum(dim=(1, 2))
    bright = ((hrs - srs) * hr_maps).sum(dim=(1, 2)) / nclear
    error = hr_maps * (srs + bright.view(-1, 1, 1) - hrs)
    return (error.pow(2).sum(dim=(1, 2)) / nclear).mean()


def train(fusion_model, loader, config):
    optimizer = torch.optim.Adam(fusion_model.parameters(), lr=config["lr"])
    torch_mask = get_crop_mask(patch_size=config["patch_size"])
    for epoch in range(config["num_epochs"]):
        for lrs, hrs, hr_maps in loader:
            srs = fusion_model(lrs)
            cropped_mask = torch_mask[0] * hr_maps
            loss = get_loss(srs, hrs, cropped_mask)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(epoch, loss.item())


torch.manual_seed(1)
training = config["training"]
dataset = ImagesetDataset(6, training)
train(HRNet(training["n_views"]), DataLoader(dataset, batch_size=training["batch_size"]), training)
