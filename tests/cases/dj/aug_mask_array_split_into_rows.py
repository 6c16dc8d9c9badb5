import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

rng = np.random.default_rng(882)


def horizontal_flip(shape):
    flip = rng.random() < 0.5
    return lambda a: a[:, ::-1] if flip else a


def random_crop(shape, height=72, width=72):
    y = rng.integers(0, shape[0] - height + 1)
    x = rng.integers(0, shape[1] - width + 1)
    return lambda a: a[y:y + height, x:x + width]


def transform(image, masks):
    for draw in (horizontal_flip, random_crop):
        apply = draw(image.shape[:2])
        image, masks = apply(image), [apply(m) for m in masks]
    return image, masks


class FacadeDamage(Dataset):
    """Photos with one mask each for crack, spalling and rust."""

    def __len__(self):
        return 8

    def __getitem__(self, i):
        g = np.random.default_rng(i)
        image = g.random((160, 120, 3), dtype=np.float32)
        mask = (g.random((160, 120, 3)) > 0.9).astype(np.float32)
        image, masks = transform(image=image, masks=list(mask))
        image = torch.from_numpy(image.copy()).permute(2, 0, 1)
        return image, torch.from_numpy(np.stack(masks))


model = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, 3, 1),
)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for images, masks in DataLoader(FacadeDamage(), batch_size=4):
    loss = criterion(model(images), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
