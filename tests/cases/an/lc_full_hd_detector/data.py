import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import Dataset


def preproc(img, input_size):
    """Letterbox: fit the picture into input_size and fill the rest with grey."""
    r = min(input_size[0] / img.shape[0], input_size[1] / img.shape[1])
    h, w = int(img.shape[0] * r), int(img.shape[1] * r)
    x = torch.from_numpy(img).permute(2, 0, 1).float()
    x = F.interpolate(x[None], size=(h, w), mode="bilinear")[0]
    padded = torch.full((3, *input_size), 114.0)
    padded[:, :h, :w] = x
    return padded / 255, r


class GateCamera(Dataset):
    def __init__(self, input_size, num_classes, n=2):
        self.input_size, self.num_classes, self.n = input_size, num_classes, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        frame = rng.integers(0, 255, (540, 960, 3), dtype=np.uint8)
        img, r = preproc(frame, self.input_size)
        cx, cy = rng.uniform(50, 900), rng.uniform(50, 500)
        return img, torch.tensor([cx * r, cy * r, rng.integers(self.num_classes)], dtype=torch.float32)
