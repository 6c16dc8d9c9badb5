import numpy as np
import torch
from torch import nn

CONFIG = {
    "patch_size": (24, 24, 24),
    "volume_size": (40, 40, 40),
    "batch_size": 2,
    "n_classes": 3,
    "lr": 1e-3,
    "iterations": 4,
}


class VolumeLoader:
    """Yields dicts of random (image, label) volumes; the label is a blob inside the image."""

    def __init__(self, n_cases, batch_size, size, seed=1234):
        self.rng = np.random.RandomState(seed)
        self.n_cases, self.batch_size, self.size = n_cases, batch_size, size
        grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, s) for s in size], indexing="ij"))
        self.radius = np.sqrt((grid ** 2).sum(0))

    def __iter__(self):
        return self

    def __next__(self):
        data = np.empty((self.batch_size, 1) + self.size, dtype=np.float32)
        label = np.empty((self.batch_size, 1) + self.size, dtype=np.float32)
        for b in range(self.batch_size):
            inner, outer = np.sort(self.rng.uniform(0.2, 0.9, 2))
            label[b, 0] = (self.radius < outer).astype(int) + (self.radius < inner)
            data[b, 0] = label[b, 0] + self.rng.normal(0, 0.5, self.size)
        return {"data": data, "label": label}


class AbstractTransform:
    def __repr__(self):
        return f"{type(self).__name__}({vars(self)})"


class RandomCropTransform(AbstractTransform):
    """Crops data, and the segmentation if there is one, at the same random place."""

    def __init__(self, crop_size, data_key="data", label_key="seg", seed=0):
        self.crop_size = crop_size
        self.data_key = data_key
        self.label_key = label_key
        self.rng = np.random.RandomState(seed)

    def __call__(self, **data_dict):
        data = data_dict[self.data_key]
        seg = data_dict.get(self.label_key)
        start = [self.rng.randint(0, s - c + 1) for s, c in zip(data.shape[2:], self.crop_size)]
        window = (slice(None), slice(None)) + tuple(slice(a, a + c) for a, c in zip(start, self.crop_size))
        data_dict[self.data_key] = data[window]
        if seg is not None:
            data_dict[self.label_key] = seg[window]
        return data_dict


class BrightnessTransform(AbstractTransform):
    def __init__(self, sigma, data_key="data", seed=0):
        self.sigma = sigma
        self.data_key = data_key
        self.rng = np.random.RandomState(seed)

    def __call__(self, **data_dict):
        data = data_dict[self.data_key]
        data_dict[self.data_key] = data + self.rng.normal(0, self.sigma, (len(data), 1, 1, 1, 1)).astype(np.float32)
        return data_dict


class Compose(AbstractTransform):
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, **data_dict):
        for t in self.transforms:
            data_dict = t(**data_dict)
        return data_dict


class SmallUNet3D(nn.Module):
    def __init__(self, n_classes, width=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv3d(1, width, 3, padding=1), nn.InstanceNorm3d(width), nn.LeakyReLU())
        self.down = nn.Sequential(nn.Conv3d(width, 2 * width, 3, stride=2, padding=1), nn.LeakyReLU())
        self.up = nn.ConvTranspose3d(2 * width, width, 2, stride=2)
        self.head = nn.Conv3d(2 * width, n_classes, 1)

    def forward(self, x):
        skip = self.enc(x)
        return self.head(torch.cat([skip, self.up(self.down(skip))], dim=1))


def train(cfg):
    torch.manual_seed(0)
    loader = VolumeLoader(20, cfg["batch_size"], cfg["volume_size"])
    augment = Compose([
        RandomCropTransform(cfg["patch_size"]),
        BrightnessTransform(0.1),
    ])
    net = SmallUNet3D(cfg["n_classes"])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg["lr"])
    for it in range(cfg["iterations"]):
        batch = augment(**next(loader))
        data = torch.from_numpy(batch["data"])
        target = torch.from_numpy(batch["label"]).long().squeeze(1)
        optimizer.zero_grad()
        loss = criterion(net(data), target)
        loss.backward()
        optimizer.step()
        print(f"iteration {it}: loss {loss.item():.4f}")


if __name__ == "__main__":
    train(CONFIG)
