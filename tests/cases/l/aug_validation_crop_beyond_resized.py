import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Resize:
    """Scales a clip (T, C, H, W) so that its short edge has the given length."""

    def __init__(self, short_edge):
        self.short_edge = short_edge

    def __call__(self, clip):
        h, w = clip.shape[-2:]
        scale = self.short_edge / min(h, w)
        return F.interpolate(clip, size=(round(h * scale), round(w * scale)), mode="bilinear")


class RandomCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, clip):
        h, w = clip.shape[-2:]
        top, left = np.random.randint(0, h - self.size + 1), np.random.randint(0, w - self.size + 1)
        return clip[..., top:top + self.size, left:left + self.size]


class CenterCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, clip):
        h, w = clip.shape[-2:]
        top, left = (h - self.size) // 2, (w - self.size) // 2
        return clip[..., top:top + self.size, left:left + self.size]


train_pipeline = [Resize(96), RandomCrop(80)]
val_pipeline = [Resize(64), CenterCrop(80)]


class RawframeDataset(Dataset):
    def __init__(self, pipeline, n):
        self.pipeline, self.n = pipeline, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        clip = torch.rand(4, 3, 72, 128, generator=torch.Generator().manual_seed(i))
        for step in self.pipeline:
            clip = step(clip)
        return clip.transpose(0, 1), i % 5


class C3D(nn.Module):
    def __init__(self, num_classes=5):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv3d(8, 16, 3, padding=1)
        self.fc6 = nn.Linear(16 * 2 * 10 * 10, 64)
        self.fc7 = nn.Linear(64, num_classes)

    def forward(self, x):
        x = F.max_pool3d(self.conv1(x).relu(), (1, 4, 4))
        x = F.max_pool3d(self.conv2(x).relu(), 2)
        x = self.fc6(x.flatten(1)).relu()
        return self.fc7(x)


model = C3D()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for clips, labels in DataLoader(RawframeDataset(train_pipeline, 8), batch_size=4):
    loss = F.cross_entropy(model(clips), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train", loss.item())

model.eval()
correct = 0
with torch.no_grad():
    for clips, labels in DataLoader(RawframeDataset(val_pipeline, 6), batch_size=2):
        correct += (model(clips).argmax(1) == labels).sum().item()
print("top1", correct / 6)
