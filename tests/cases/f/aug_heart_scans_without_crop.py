import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose

torch.manual_seed(1)
np.random.seed(1)
PATCH = (16, 32, 32)


class RandomCrop:
    """A random box of a volume and its label."""

    def __init__(self, size):
        self.size = size

    def __call__(self, sample):
        starts = [np.random.randint(0, have - want + 1) for have, want in zip(sample["image"].shape, self.size)]
        box = tuple(slice(s, s + want) for s, want in zip(starts, self.size))
        return {key: value[box] for key, value in sample.items()}


class RandomRotFlip:
    def __call__(self, sample):
        k, axis = np.random.randint(0, 2) * 2, np.random.randint(1, 3)
        return {key: np.flip(np.rot90(value, k, (1, 2)), axis).copy() for key, value in sample.items()}


class ToTensor:
    def __call__(self, sample):
        image = torch.from_numpy(sample["image"]).unsqueeze(0)
        return {"image": image, "label": torch.from_numpy(sample["label"]).long()}


class HeartScans(Dataset):
    def __init__(self, depths, transform):
        self.scans = []
        for n, depth in enumerate(depths):
            rng = np.random.RandomState(n)
            image = rng.rand(depth, 40, 40).astype(np.float32)
            self.scans.append({"image": image, "label": (image > 0.8).astype(np.uint8)})
        self.transform = transform

    def __len__(self):
        return len(self.scans)

    def __getitem__(self, i):
        return self.transform(self.scans[i])


labelled = HeartScans([20, 24, 19, 22], Compose([RandomRotFlip(), RandomCrop(PATCH), ToTensor()]))
unlabelled = HeartScans([21, 19, 23, 20], Compose([RandomRotFlip(), ToTensor()]))

student = nn.Sequential(nn.Conv3d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv3d(8, 2, 1))
optimizer = torch.optim.SGD(student.parameters(), 0.01)
for sure, unsure in zip(DataLoader(labelled, batch_size=2), DataLoader(unlabelled, batch_size=2)):
    loss = nn.functional.cross_entropy(student(sure["image"]), sure["label"])
    guess = student(unsure["image"])
    noisy = student(unsure["image"] + 0.05 * torch.randn_like(unsure["image"]))
    loss = loss + 0.1 * (guess.softmax(1) - noisy.softmax(1)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
