import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(3)
torch.manual_seed(3)
SCALE = 4


def paired_random_crop(gt, lq, seg, gt_size, scale):
    """The same place of the sharp picture, of the small one and of the small one's segmentation."""
    lq_size = gt_size // scale
    h, w = lq.shape[-2:]
    top = random.randint(0, h - lq_size)
    left = random.randint(0, w - lq_size)
    lq = lq[:, top:top + lq_size, left:left + lq_size]
    top_gt, left_gt = top * scale, left * scale
    gt = gt[:, top_gt:top_gt + gt_size, left_gt:left_gt + gt_size]
    seg = seg[:, top_gt:top_gt + gt_size, left_gt:left_gt + gt_size]
    return gt, lq, seg


class PairedPictures(Dataset):
    def __init__(self, n, gt_size=64):
        self.gt = torch.rand(n, 3, 160, 192)
        self.gt_size = gt_size

    def __len__(self):
        return len(self.gt)

    def __getitem__(self, i):
        gt = self.gt[i]
        lq = nn.functional.avg_pool2d(gt, SCALE)
        seg = (lq.mean(0, keepdim=True) > 0.5).float()
        gt, lq, seg = paired_random_crop(gt, lq, seg, self.gt_size, SCALE)
        return {"gt": gt, "lq": lq, "seg": seg}


class GuidedUpscaler(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(4, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, 3 * SCALE**2, 3, 1, 1))
        self.shuffle = nn.PixelShuffle(SCALE)

    def forward(self, lq, seg):
        return self.shuffle(self.body(torch.cat([lq, seg], 1)))


model = GuidedUpscaler()
optimizer = torch.optim.Adam(model.parameters(), 2e-4)
for batch in DataLoader(PairedPictures(12), batch_size=4, shuffle=True):
    loss = (model(batch["lq"], batch["seg"]) - batch["gt"]).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("l1", loss.item())
