import numpy as np
import torch
from torch import nn


class CtScans:
    """Endless batches of volumes with voxel labels."""

    def __init__(self, batch_size=2, size=32, seed=0):
        self.batch_size, self.size = batch_size, size
        self.rng = np.random.default_rng(seed)

    def __next__(self):
        s = self.size
        data = self.rng.normal(size=(self.batch_size, 1, s, s, s)).astype(np.float32)
        label = np.zeros((self.batch_size, 1, s, s, s), np.float32)
        for b in range(self.batch_size):
            z, y, x = self.rng.integers(4, s - 12, 3)
            label[b, 0, z:z + 8, y:y + 8, x:x + 8] = 1
        return {"data": data + 2 * label, "label": label}


class AbstractTransform:
    def __call__(self, **data_dict):
        raise NotImplementedError


class RandomCropTransform(AbstractTransform):
    def __init__(self, crop_size, data_key="data", label_key="seg", rng=None):
        self.crop_size = crop_size
        self.data_key, self.label_key = data_key, label_key
        self.rng = rng or np.random.default_rng(5)

    def __call__(self, **data_dict):
        data, seg = data_dict[self.data_key], data_dict.get(self.label_key)
        lb = [self.rng.integers(0, n - self.crop_size + 1) for n in data.shape[2:]]
        window = (slice(None), slice(None), *(slice(a, a + self.crop_size) for a in lb))
        data_dict[self.data_key] = data[window]
        if seg is not None:
            data_dict[self.label_key] = seg[window]
        return data_dict


class GaussianNoiseTransform(AbstractTransform):
    def __init__(self, sigma=0.1, data_key="data"):
        self.sigma, self.data_key = sigma, data_key
        self.rng = np.random.default_rng(6)

    def __call__(self, **data_dict):
        d = data_dict[self.data_key]
        data_dict[self.data_key] = d + self.rng.normal(scale=self.sigma, size=d.shape).astype(np.float32)
        return data_dict


class NumpyToTensor(AbstractTransform):
    def __call__(self, **data_dict):
        return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in data_dict.items()}


class Compose(AbstractTransform):
    def __init__(self, *transforms):
        self.transforms = transforms

    def __call__(self, **data_dict):
        for t in self.transforms:
            data_dict = t(**data_dict)
        return data_dict


class VNetLite(nn.Module):
    def __init__(self, features=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv3d(1, features, 3, padding=1), nn.InstanceNorm3d(features), nn.LeakyReLU())
        self.low = nn.Sequential(nn.Conv3d(features, 2 * features, 2, stride=2), nn.LeakyReLU())
        self.up = nn.ConvTranspose3d(2 * features, features, 2, stride=2)
        self.out = nn.Conv3d(2 * features, 1, 1)

    def forward(self, x):
        a = self.enc(x)
        return self.out(torch.cat([a, self.up(self.low(a))], dim=1))


def soft_dice(prob, target, eps=1.0):
    axes = (1, 2, 3, 4)
    inter = (prob * target).sum(axes)
    return 1 - (2 * inter + eps) / (prob.sum(axes) + target.sum(axes) + eps)


torch.manual_seed(0)
train_transform = Compose(
    RandomCropTransform(24),
    GaussianNoiseTransform(0.1),
    NumpyToTensor(),
)
val_transform = Compose(NumpyToTensor())

net = VNetLite()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
generator = CtScans(batch_size=2)
for it in range(5):
    batch = train_transform(**next(generator))
    logits = net(batch["data"])
    loss = soft_dice(torch.sigmoid(logits), batch["label"]).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iteration {it}: dice loss {loss.item():.4f}")

net.eval()
with torch.no_grad():
    batch = val_transform(**next(CtScans(batch_size=1, seed=9)))
    prob = torch.sigmoid(net(batch["data"]))
    print("validation dice", 1 - soft_dice(prob, batch["label"]).item())
