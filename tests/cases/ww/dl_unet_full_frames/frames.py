import torch
from torch.utils.data import Dataset

FRAME_H, FRAME_W = 270, 480


def read_frame(i):
    g = torch.Generator().manual_seed(i)
    noisy = torch.rand(3, FRAME_H, FRAME_W, generator=g)
    mask = (noisy.mean(0, keepdim=True) > 0.5).float()
    return noisy, mask


class Patches(Dataset):
    def __init__(self, n, size=128):
        self.n = n
        self.size = size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        image, mask = read_frame(i)
        top = (37 * i) % (FRAME_H - self.size)
        left = (53 * i) % (FRAME_W - self.size)
        window = (slice(None), slice(top, top + self.size), slice(left, left + self.size))
        return image[window], mask[window]


class FullFrames(Dataset):
    def __init__(self, first, n):
        self.first, self.n = first, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        image, mask = read_frame(self.first + i)
        return image, mask
