import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def film(folder, n_videos=4, n_frames=30):
    rng = np.random.default_rng(3)
    for v in range(n_videos):
        os.makedirs(os.path.join(folder, f"v_{v:02d}"))
        for t in range(n_frames):
            frame = rng.integers(0, 255, (40, 48, 3), dtype=np.uint8)
            Image.fromarray(frame).save(os.path.join(folder, f"v_{v:02d}", f"{t:04d}.png"))


class ActionClips(Dataset):
    def __init__(self, root, clip_len):
        self.videos = [os.path.join(root, v) for v in sorted(os.listdir(root))]
        self.clip_len = clip_len

    def __len__(self):
        return len(self.videos)

    def __getitem__(self, i):
        names = sorted(os.listdir(self.videos[i]))[:self.clip_len]
        frames = [np.asarray(Image.open(os.path.join(self.videos[i], n)).resize((32, 32))) for n in names]
        clip = np.stack(frames).astype("float32") / 255
        return torch.from_numpy(clip).permute(3, 0, 1, 2), i % 2


class C3D(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.conv1, self.pool1 = nn.Conv3d(3, 8, 3, padding=1), nn.MaxPool3d((1, 2, 2), (1, 2, 2))
        self.conv2, self.pool2 = nn.Conv3d(8, 16, 3, padding=1), nn.MaxPool3d(2, 2)
        self.conv3, self.pool3 = nn.Conv3d(16, 24, 3, padding=1), nn.MaxPool3d(2, 2)
        self.conv4, self.pool4 = nn.Conv3d(24, 32, 3, padding=1), nn.MaxPool3d(2, 2)
        self.conv5, self.pool5 = nn.Conv3d(32, 32, 3, padding=1), nn.MaxPool3d(2, 2)
        self.fc = nn.Linear(32, n_classes)

    def forward(self, x):
        for k in range(1, 6):
            x = getattr(self, f"conv{k}")(x).relu()
            x = getattr(self, f"pool{k}")(x)
        return self.fc(x.flatten(1))


with tempfile.TemporaryDirectory() as root:
    film(root)
    loader = DataLoader(ActionClips(root, clip_len=12), batch_size=2)
    net = C3D(2)
    opt = torch.optim.SGD(net.parameters(), lr=1e-3)
    for clips, labels in loader:
        loss = nn.functional.cross_entropy(net(clips), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("loss", loss.item())
