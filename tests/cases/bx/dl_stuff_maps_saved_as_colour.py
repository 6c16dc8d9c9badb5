import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_STUFF = 12


def export_from_labelling_tool(folder, n=4):
    rng = np.random.default_rng(11)
    for sub in ("images", "stuffthingmaps"):
        os.makedirs(os.path.join(folder, sub))
    for i in range(n):
        photo = rng.integers(0, 256, (96, 144, 3), dtype=np.uint8)
        stuff = rng.integers(0, N_STUFF, (96, 144), dtype=np.uint8)
        Image.fromarray(photo).save(os.path.join(folder, "images", f"{i:06d}.jpg"))
        Image.fromarray(stuff).convert("RGB").save(os.path.join(folder, "stuffthingmaps", f"{i:06d}.png"))


class StuffDataset(Dataset):
    def __init__(self, root, seg_stride=8):
        self.root, self.seg_stride = root, seg_stride
        self.names = sorted(f[:-4] for f in os.listdir(os.path.join(root, "images")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        name = self.names[i]
        img = Image.open(os.path.join(self.root, "images", name + ".jpg"))
        seg = Image.open(os.path.join(self.root, "stuffthingmaps", name + ".png"))
        seg = seg.resize((seg.width // self.seg_stride, seg.height // self.seg_stride), Image.NEAREST)
        x = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255
        return x, torch.from_numpy(np.array(seg)).long()


class FusedSemanticHead(nn.Module):
    def __init__(self, in_channels, num_classes, loss_weight=0.2):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv2d(in_channels, 32, 3, padding=1), nn.ReLU())
        self.conv_logits = nn.Conv2d(32, num_classes, 1)
        self.loss_weight = loss_weight
        self.criterion = nn.CrossEntropyLoss(ignore_index=255)

    def forward(self, feat):
        return self.conv_logits(self.convs(feat))

    def loss(self, mask_pred, labels):
        return self.criterion(mask_pred, labels) * self.loss_weight


def stem():
    layers, cin = [], 3
    for cout in (16, 24, 32):
        layers += [nn.Conv2d(cin, cout, 3, stride=2, padding=1), nn.BatchNorm2d(cout), nn.ReLU()]
        cin = cout
    return nn.Sequential(*layers)


with tempfile.TemporaryDirectory() as d:
    export_from_labelling_tool(d)
    backbone, head = stem(), FusedSemanticHead(32, N_STUFF)
    opt = torch.optim.SGD([*backbone.parameters(), *head.parameters()], lr=0.02, momentum=0.9)
    for img, gt_semantic_seg in DataLoader(StuffDataset(d), batch_size=2):
        loss = head.loss(head(backbone(img)), gt_semantic_seg)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("loss_semantic_seg", loss.item())
