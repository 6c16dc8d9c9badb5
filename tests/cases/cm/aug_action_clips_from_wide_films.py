import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
torch.manual_seed(0)


class SampleFrames:
    def __init__(self, clip_len):
        self.clip_len = clip_len

    def __call__(self, video):
        start = random.randint(0, video.shape[1] - self.clip_len)
        return video[:, start:start + self.clip_len]


class Resize:
    """scale=(short, long): with keep_ratio the largest size that fits; a long of -1 sets the shorter side only."""

    def __init__(self, scale, keep_ratio=True):
        self.scale, self.keep_ratio = scale, keep_ratio

    def __call__(self, clip):
        h, w = clip.shape[-2:]
        short, long = self.scale
        if self.keep_ratio:
            limit = float("inf") if long == -1 else long
            factor = min(short / min(h, w), limit / max(h, w))
            size = round(h * factor), round(w * factor)
        else:
            size = (short, long)
        frames = F.interpolate(clip.transpose(0, 1), size=size, mode="bilinear", align_corners=False)
        return frames.transpose(0, 1)


class RandomCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, clip):
        h, w = clip.shape[-2:]
        top = random.randint(0, max(h - self.size, 0))
        left = random.randint(0, max(w - self.size, 0))
        return clip[..., top:top + self.size, left:left + self.size]


class Flip:
    def __call__(self, clip):
        return clip.flip(-1) if random.random() < 0.5 else clip


train_pipeline = [
    SampleFrames(8),
    Resize(scale=(128, 171)),
    RandomCrop(112),
    Flip(),
]


class ActionClips(Dataset):
    """Clips of web videos (4:3) and of trailers (12:5)."""

    def __init__(self, pipeline, n=12):
        self.pipeline, self.n = pipeline, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        h, w = (120, 160) if i % 3 else (100, 240)
        clip = torch.rand(3, 12, h, w)
        for step in self.pipeline:
            clip = step(clip)
        return clip.contiguous(), i % 4


class C3D(nn.Module):
    def __init__(self, n_classes=4):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv3d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 2 * 7 * 7, n_classes)

    def forward(self, x):
        x = F.max_pool3d(self.conv1(x).relu(), (2, 4, 4))
        x = F.max_pool3d(self.conv2(x).relu(), (2, 4, 4))
        return self.fc(x.flatten(1))


model = C3D()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
for clips, labels in DataLoader(ActionClips(train_pipeline), batch_size=4, shuffle=True):
    loss = F.cross_entropy(model(clips), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
