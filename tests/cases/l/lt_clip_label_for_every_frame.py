import random

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 20


class SignVideos(Dataset):
    """Short clips, each of one sign of the dictionary."""

    def __init__(self, n=8, total_frames=16):
        self.total_frames = total_frames
        rng = random.Random(3)
        self.data = [(vid, rng.randrange(N_CLASSES), 24 + rng.randrange(8)) for vid in range(n)]

    def __len__(self):
        return len(self.data)

    def load_rgb_frames(self, vid, start):
        frames = np.random.RandomState(vid).rand(64, 32, 32, 3).astype(np.float32)
        return frames[start:start + self.total_frames] * 2 - 1

    def __getitem__(self, index):
        vid, label, nf = self.data[index]
        start_f = random.randint(0, nf - self.total_frames - 1)
        imgs = self.load_rgb_frames(vid, start_f)
        clip = torch.from_numpy(imgs.transpose([3, 0, 1, 2]))
        return clip, torch.tensor(label, dtype=torch.float32)


class InceptionI3d(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(3, 16, (3, 7, 7), (2, 4, 4), (1, 3, 3)), nn.ReLU())
        self.mixed = nn.Sequential(nn.Conv3d(16, 32, 3, 2, 1), nn.ReLU())
        self.avg_pool = nn.AvgPool3d((2, 4, 4), stride=1)
        self.logits = nn.Conv3d(32, num_classes, 1)

    def forward(self, x):
        x = self.avg_pool(self.mixed(self.stem(x)))
        # batch x classes x time
        return self.logits(x).squeeze(3).squeeze(3)


def run(i3d, dataloader, optimizer):
    for data in dataloader:
        inputs, labels = data
        t = inputs.size(2)
        per_frame_logits = i3d(inputs)
        per_frame_logits = F.interpolate(per_frame_logits, t, mode="linear")

        loc_loss = F.binary_cross_entropy_with_logits(per_frame_logits, labels)
        predictions = torch.max(per_frame_logits, dim=2)[0]
        gt = torch.max(labels, dim=2)[0]
        cls_loss = F.binary_cross_entropy_with_logits(predictions, gt)

        loss = 0.5 * loc_loss + 0.5 * cls_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loc {:.4f} cls {:.4f}".format(loc_loss.item(), cls_loss.item()))


i3d = InceptionI3d(N_CLASSES)
run(i3d, DataLoader(SignVideos(), batch_size=4), torch.optim.Adam(i3d.parameters(), lr=1e-3))
