import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class VideoPairs(Dataset):
    """A reference video and its compressed version, one frame per second of each."""

    def __init__(self, root, info):
        self.root, self.info = root, info

    def __len__(self):
        return len(self.info)

    def read_frames(self, name, step):
        frames = np.load(os.path.join(self.root, name))[::step]
        return torch.from_numpy(frames).permute(0, 3, 1, 2).float() / 255

    def __getitem__(self, i):
        item = self.info[i]
        ref = self.read_frames(item["ref"], item["ref_fps"])
        dis = self.read_frames(item["dis"], item["ref_fps"])
        return ref, dis, item["mos"]


class FullReferenceVQA(nn.Module):
    def __init__(self, c1=1e-6):
        super().__init__()
        self.c1 = c1
        self.features = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.quality = nn.Linear(16, 1)

    def forward(self, ref, dis):
        x_mean = torch.relu(self.features(ref)).mean([2, 3])
        y_mean = torch.relu(self.features(dis)).mean([2, 3])
        S1 = (2 * x_mean * y_mean + self.c1) / (x_mean ** 2 + y_mean ** 2 + self.c1)
        return self.quality(S1).mean()


with tempfile.TemporaryDirectory() as root:
    info = []
    for k, fps in enumerate([25, 25, 30]):
        for name, n in ((f"ref{k}.npy", 10 * 25), (f"dis{k}.npy", 10 * fps)):
            np.save(os.path.join(root, name), np.random.randint(0, 256, (n, 24, 32, 3), dtype=np.uint8))
        info.append(dict(ref=f"ref{k}.npy", dis=f"dis{k}.npy", ref_fps=25, dis_fps=fps, mos=3.0 + k / 2))
    model = FullReferenceVQA()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for video_ref, video_dis, mos in DataLoader(VideoPairs(root, info), batch_size=None):
        loss = (model(video_ref, video_dis) - mos).abs()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())
