import torch
import torch.nn.functional as F
from torch.utils.data import Dataset


class PairedFields(Dataset):
    """Coarse and fine snapshots of the same day, one dictionary entry a variable."""

    def __init__(self, cfg, n=8):
        self.cfg, self.n = cfg, n

    def __len__(self):
        return self.n

    def __getitem__(self, day):
        g = torch.Generator().manual_seed(day)
        h, w = self.cfg["coarse_shape"]
        f = self.cfg["downscale_factor"]
        fine, coarse = {}, {}
        for name in sorted(set(self.cfg["in_names"]) | set(self.cfg["out_names"])):
            field = torch.randn(1, 1, h * f, w * f, generator=g)
            field = F.avg_pool2d(field, 5, stride=1, padding=2) * 3
            fine[name] = field[0, 0]
            coarse[name] = F.avg_pool2d(field, f)[0, 0]
        return {"fine": fine, "coarse": coarse}


def pack(fields, names):
    return torch.stack([fields[n] for n in names], dim=1)
