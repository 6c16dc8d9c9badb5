import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

FRAMES, CROP_H, CROP_W = 8, 48, 64


class ComposeClip:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, clip):
        for s in self.steps:
            clip = s(clip)
        return clip


class RandomHorizontalFlipClip:
    def __call__(self, clip):
        return clip.flip(-1) if random.random() < 0.5 else clip


class BrightnessClip:
    def __init__(self, amount):
        self.amount = amount

    def __call__(self, clip):
        return (clip * random.uniform(1 - self.amount, 1 + self.amount)).clamp(0, 1)


def crop_clip(clip, top, left, h, w):
    return clip[:, :, top:top + h, left:left + h]


class RandomCropClip:
    """clip: (C, T, H, W)"""

    def __init__(self, h, w):
        self.h, self.w = h, w

    def __call__(self, clip):
        _, _, height, width = clip.shape
        if height < self.h or width < self.w:
            raise ValueError(f"clip of {height}x{width} is smaller than the crop")
        top = random.randint(0, height - self.h)
        left = random.randint(0, width - self.w)
        return crop_clip(clip, top, left, self.h, self.w)


class SignClips(Dataset):
    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        clip = torch.rand(3, FRAMES, 60, 80, generator=g)
        return self.transform(clip), i % 5


class C3DSmall(nn.Module):
    def __init__(self, n_classes=5):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 8, 3, stride=(1, 2, 2), padding=1),
            nn.ReLU(),
            nn.MaxPool3d(2),
        )
        self.stage2 = nn.Sequential(
            nn.Conv3d(8, 16, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        self.fc6 = nn.Linear(16 * (FRAMES // 4) * (CROP_H // 8) * (CROP_W // 8), 64)
        self.fc7 = nn.Linear(64, n_classes)

    def forward(self, x):
        x = self.stage2(self.stem(x))
        x = torch.relu(self.fc6(x.flatten(1)))
        return self.fc7(x)


def main():
    random.seed(1)
    augment = ComposeClip([
        RandomCropClip(CROP_H, CROP_W),
        RandomHorizontalFlipClip(),
        BrightnessClip(0.3),
    ])
    loader = DataLoader(SignClips(12, augment), batch_size=4, shuffle=True)
    model = C3DSmall()
    opt = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
    for clips, labels in loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(model(clips), labels)
        loss.backward()
        opt.step()
        print("loss", round(loss.item(), 4))


main()
