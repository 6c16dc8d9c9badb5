import torch
from torch.utils.data import Dataset


def normalize_scale(cloud):
    pos = cloud["pos"] - cloud["pos"].mean(0)
    cloud["pos"] = pos / pos.abs().max()
    return cloud


def add_ones(cloud):
    cloud["ones"] = torch.ones(len(cloud["pos"]), 1)
    return cloud


def add_feat(cloud):
    parts = [cloud[k] for k in ("normal", "ones") if k in cloud]
    cloud["x"] = torch.cat(parts, dim=1)
    return cloud


TRANSFORMS = {"NormalizeScale": normalize_scale, "AddOnes": add_ones, "AddFeat": add_feat}


class ShapeNetDataset(Dataset):
    """Random clouds in the layout of ShapeNet parts."""

    def __init__(self, opt, num_classes, length=8):
        self.opt, self.num_classes, self.length = opt, num_classes, length

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        n = self.opt["num_points"]
        cloud = {"pos": torch.rand(n, 3, generator=g) * 10}
        if self.opt["normal"]:
            cloud["normal"] = torch.nn.functional.normalize(torch.randn(n, 3, generator=g), dim=1)
        for name in self.opt["pre_transforms"] + self.opt["train_transforms"]:
            cloud = TRANSFORMS[name](cloud)
        y = torch.randint(0, self.num_classes, (n,), generator=g)
        return cloud["pos"], cloud["x"], y
