import torch
from torch import nn
from torch.utils.data import Dataset

CHANNELS = {"rgb": 3, "flow": 2, "depth": 1}


class StreamEncoder(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        self.conv = nn.Conv3d(in_channels, width, 3, padding=1)
        self.norm = nn.BatchNorm3d(width)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x))).mean((2, 3, 4))


class MultiStreamI3D(nn.Module):
    def __init__(self, streams, num_classes, width=8):
        super().__init__()
        self.encoders = nn.ModuleDict({name: StreamEncoder(CHANNELS[name], width) for name in streams})
        self.logits = nn.Linear(width, num_classes)

    def forward(self, clips):
        fused = sum(encoder(clips[name]) for name, encoder in self.encoders.items())
        return self.logits(fused / len(self.encoders))


class FakeClips(Dataset):
    """Short synthetic clips with all modalities."""

    def __init__(self, n, num_classes, seed):
        g = torch.Generator().manual_seed(seed)
        self.clips = {name: torch.rand(n, c, 4, 12, 12, generator=g) for name, c in CHANNELS.items()}
        self.labels = torch.arange(n) % num_classes

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return {name: clips[i] for name, clips in self.clips.items()}, self.labels[i]
