import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

opt = {
    "name": "RRDB_x3",
    "scale": 3,
    "datasets": {"train": {"n": 6, "gt_size": 128, "use_flip": True, "batch_size": 2}},
    "network_g": {"nf": 16, "nb": 2},
    "train": {"lr": 2e-4, "pixel_weight": 1.0},
}


def paired_random_crop(gt, lq, gt_size, scale):
    lq_size = gt_size // scale
    top = random.randint(0, lq.shape[1] - lq_size)
    left = random.randint(0, lq.shape[2] - lq_size)
    lq = lq[:, top:top + lq_size, left:left + lq_size]
    gt = gt[:, top * scale:top * scale + gt_size, left * scale:left * scale + gt_size]
    return gt, lq


class PairedPhotos(Dataset):
    def __init__(self, cfg, scale):
        self.cfg, self.scale = cfg, scale

    def __len__(self):
        return self.cfg["n"]

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        gt = torch.from_numpy(rng.rand(3, 240, 300).astype("float32"))
        lq = F.avg_pool2d(gt, self.scale)
        gt, lq = paired_random_crop(gt, lq, self.cfg["gt_size"], self.scale)
        if self.cfg["use_flip"] and random.random() < 0.5:
            gt, lq = gt.flip(2), lq.flip(2)
        return {"gt": gt, "lq": lq}


class UpNet(nn.Module):
    def __init__(self, scale, nf, nb):
        super().__init__()
        self.scale = scale
        self.conv_first = nn.Conv2d(3, nf, 3, 1, 1)
        self.body = nn.ModuleList(nn.Conv2d(nf, nf, 3, 1, 1) for _ in range(nb))
        self.upconv1 = nn.Conv2d(nf, nf, 3, 1, 1)
        self.conv_last = nn.Conv2d(nf, 3, 3, 1, 1)

    def forward(self, x):
        fea = self.conv_first(x)
        for conv in self.body:
            fea = fea + 0.2 * F.leaky_relu(conv(fea), 0.2)
        fea = F.leaky_relu(self.upconv1(F.interpolate(fea, scale_factor=self.scale, mode="nearest")), 0.2)
        return self.conv_last(fea)


train_opt = opt["datasets"]["train"]
loader = DataLoader(PairedPhotos(train_opt, opt["scale"]), batch_size=train_opt["batch_size"], shuffle=True)
net_g = UpNet(opt["scale"], **opt["network_g"])
cri_pix = nn.L1Loss()
optimizer = torch.optim.Adam(net_g.parameters(), lr=opt["train"]["lr"])
for data in loader:
    optimizer.zero_grad()
    output = net_g(data["lq"])
    l_pix = opt["train"]["pixel_weight"] * cri_pix(output, data["gt"])
    l_pix.backward()
    optimizer.step()
    print("l_pix", l_pix.item())
