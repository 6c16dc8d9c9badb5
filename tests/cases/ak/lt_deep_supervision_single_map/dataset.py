import torch
from torch.utils.data import Dataset


class UltrasoundLesions(Dataset):
    def __init__(self, h, w, n=16):
        self.h, self.w, self.n = h, w, n

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        cy, cx = torch.randint(24, 72, (2,), generator=g).tolist()
        yy, xx = torch.meshgrid(torch.arange(self.h), torch.arange(self.w), indexing="ij")
        mask = ((yy - cy) ** 2 + (xx - cx) ** 2 < 300).float()[None]
        img = 0.5 * torch.rand(3, self.h, self.w, generator=g) + 0.5 * mask
        return img, mask, {"img_id": f"benign ({idx + 1})"}
