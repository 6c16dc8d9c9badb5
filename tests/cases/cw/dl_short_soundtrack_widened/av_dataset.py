import os
import wave

import numpy as np
import torch
import torch.nn.functional as F


def cut_or_pad(data, size, dim=0):
    """Pads or trims the data along a dimension."""
    if data.size(dim) < size:
        padding = size - data.size(dim)
        data = F.pad(data, (0, padding), "constant")
        size = data.size(dim)
    elif data.size(dim) > size:
        data = data[:size]
    assert data.size(dim) == size
    return data


def load_audio(path):
    """rtype: torch, T x 1"""
    with wave.open(path[:-4] + ".wav") as f:
        pcm = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
    return torch.from_numpy(pcm.astype(np.float32) / 32768).unsqueeze(1)


class AVDataset(torch.utils.data.Dataset):
    def __init__(self, root_dir, label_path, rate_ratio=640):
        self.root_dir = root_dir
        self.rate_ratio = rate_ratio
        self.list = [line.split(",") for line in open(label_path).read().splitlines()]

    def __len__(self):
        return len(self.list)

    def __getitem__(self, idx):
        rel_path, token_id = self.list[idx]
        path = os.path.join(self.root_dir, rel_path)
        video = (torch.from_numpy(np.load(path)).float() / 255 - 0.421) / 0.165
        audio = cut_or_pad(load_audio(path), len(video) * self.rate_ratio)
        audio = F.layer_norm(audio, audio.shape, eps=1e-8)
        return {"video": video, "audio": audio, "target": torch.tensor([int(t) for t in token_id.split()])}
