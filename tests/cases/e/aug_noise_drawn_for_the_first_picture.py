import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Compose:
    """Draws the parameters of each transform once and applies it to all pictures of a pair."""

    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, **pictures):
        for transform in self.transforms:
            params = transform.draw(next(iter(pictures.values())))
            pictures = {name: transform.apply(img, params) for name, img in pictures.items()}
        return pictures


class Flip:
    def draw(self, img):
        return np.random.rand() < 0.5

    def apply(self, img, flipped):
        return img[:, ::-1] if flipped else img


class GaussNoise:
    def __init__(self, sigma=0.05):
        self.sigma = sigma

    def draw(self, img):
        return np.random.normal(0, self.sigma, img.shape).astype(np.float32)

    def apply(self, img, noise):
        return img + noise


class FacePairs(Dataset):
    """A genuine face and its forgery, cut out by a detector."""

    def __init__(self, n, transform):
        rng = np.random.RandomState(5)
        self.pairs = []
        for i in range(n):
            real = rng.rand(48, 40, 3).astype(np.float32)
            fake = rng.rand(48, 40 + 2 * (i % 3 == 1), 3).astype(np.float32)
            self.pairs.append((real, fake))
        self.transform = transform

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        real, fake = self.pairs[i]
        seen = self.transform(real=real, fake=fake)
        return to_square(seen["real"]), to_square(seen["fake"])


def to_square(img, side=32):
    t = torch.from_numpy(np.ascontiguousarray(img)).permute(2, 0, 1)
    return nn.functional.interpolate(t[None], size=(side, side), mode="bilinear")[0]


np.random.seed(0)
torch.manual_seed(0)
pairs = FacePairs(9, Compose([Flip(), GaussNoise()]))
detector = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 15 * 15, 1))
optimizer = torch.optim.Adam(detector.parameters())
for real, fake in DataLoader(pairs, batch_size=3):
    margin = detector(real) - detector(fake)
    loss = nn.functional.softplus(-margin).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
