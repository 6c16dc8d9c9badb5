import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms


def extract_frames(folder, n):
    rng = np.random.RandomState(3)
    for i in range(n):
        pixels = rng.randint(0, 256, (60, 80, 3)).astype("uint8")
        Image.fromarray(pixels).save(os.path.join(folder, f"{i:05d}.jpg"))


def load_frames(frame_paths, num_frames=8):
    frames = [Image.open(p).convert("RGB") for p in frame_paths]
    if len(frames) < num_frames:
        raise ValueError(f"video must have at least {num_frames} frames")
    return frames[::int(np.ceil(len(frames) / float(num_frames)))]


class GroupOverSample:
    """Five crops of every frame, sorted by crop."""

    def __init__(self, crop_size, scale_size):
        self.tf = transforms.Compose([transforms.Resize(scale_size), transforms.FiveCrop(crop_size)])
        self.to_tensor = transforms.ToTensor()

    def __call__(self, frames):
        crops = zip(*[self.tf(f) for f in frames])
        return torch.stack([self.to_tensor(f) for group in crops for f in group])


class TSN(nn.Module):
    def __init__(self, num_class, num_segments, img_feature_dim=32):
        super().__init__()
        self.num_segments = num_segments
        self.base_model = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, img_feature_dim, 3, 2, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.relation = nn.Sequential(
            nn.ReLU(), nn.Linear(num_segments * img_feature_dim, 64), nn.ReLU(), nn.Linear(64, num_class),
        )

    def forward(self, x):
        base_out = self.base_model(x)
        base_out = base_out.view((-1, self.num_segments) + base_out.size()[1:])
        return self.relation(base_out.flatten(1))


categories = ["folding", "juggling", "pouring", "throwing"]
net = TSN(len(categories), num_segments=8).eval()
transform = GroupOverSample(40, 48)
with tempfile.TemporaryDirectory() as folder:
    extract_frames(folder, 11)
    frame_paths = sorted(os.path.join(folder, f) for f in os.listdir(folder))
    data = transform(load_frames(frame_paths))
with torch.no_grad():
    h_x = net(data).softmax(1).mean(0)
for p, i in zip(*h_x.sort(0, True)):
    print(f"{p:.3f} -> {categories[i]}")
