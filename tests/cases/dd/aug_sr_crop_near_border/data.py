import os
import random

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

from patches import augment, paired_patch


def write_demo_images(root, sizes=((160, 128), (144, 144), (200, 136), (128, 176))):
    rng = np.random.default_rng(0)
    for k, (w, h) in enumerate(sizes):
        small = Image.fromarray(rng.integers(0, 255, (h // 8, w // 8, 3), dtype=np.uint8))
        small.resize((w, h), Image.BICUBIC).save(os.path.join(root, f"{k:04d}.png"))


def to_tensor(img):
    return torch.from_numpy(np.ascontiguousarray(img)).permute(2, 0, 1).float() / 255.0


class PairedSR(Dataset):
    """High-resolution patch and its bicubic reduction."""

    def __init__(self, root, patch_size, scale, n_per_image):
        names = sorted(os.listdir(root))
        self.paths = [os.path.join(root, n) for n in names] * n_per_image
        self.patch_size, self.scale = patch_size, scale

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        H = Image.open(self.paths[i]).convert("RGB")
        # modcrop
        w, h = (s - s % self.scale for s in H.size)
        H = H.crop((0, 0, w, h))
        L = H.resize((w // self.scale, h // self.scale), Image.BICUBIC)
        H, L = paired_patch(np.asarray(H), np.asarray(L), self.patch_size, self.scale)
        mode = random.randint(0, 3)
        return {"L": to_tensor(augment(L, mode)), "H": to_tensor(augment(H, mode))}
