import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 183


def write_stuff_set(folder, n=4, h=400, w=592):
    rng = np.random.RandomState(3)
    for i in range(n):
        photo = rng.randint(0, 256, (h, w, 3)).astype(np.uint8)
        stuff = Image.fromarray(rng.randint(0, NUM_CLASSES, (8, 8)).astype(np.uint8))
        Image.fromarray(photo).save(os.path.join(folder, f"{i}_photo.png"))
        stuff.resize((w, h), Image.NEAREST).convert("RGB").save(os.path.join(folder, f"{i}_stuff.png"))


class CocoStuff(Dataset):
    def __init__(self, folder, seg_scale=8):
        self.folder, self.seg_scale = folder, seg_scale

    def __len__(self):
        return len(os.listdir(self.folder)) // 2

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.folder, f"{i}_photo.png"))
        seg = Image.open(os.path.join(self.folder, f"{i}_stuff.png"))
        seg = seg.resize((seg.width // self.seg_scale, seg.height // self.seg_scale), Image.NEAREST)
        img = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255
        return img, torch.from_numpy(np.array(seg)).long()


class FusedSemanticHead(nn.Module):
    def __init__(self, channels=32, loss_weight=0.2):
        super().__init__()
        self.loss_weight = loss_weight
        self.lateral = nn.ModuleList([nn.Conv2d(channels, channels, 1) for _ in range(3)])
        self.conv_logits = nn.Conv2d(channels, NUM_CLASSES, 1)
        self.criterion = nn.CrossEntropyLoss(ignore_index=255)

    def forward(self, feats):
        size = feats[1].shape[-2:]
        maps = [nn.functional.interpolate(conv(f), size=size) for conv, f in zip(self.lateral, feats)]
        return self.conv_logits(sum(maps).relu())

    def loss(self, mask_pred, labels):
        return self.criterion(mask_pred, labels) * self.loss_weight


with tempfile.TemporaryDirectory() as d:
    write_stuff_set(d)
    stem, down1, down2 = nn.Conv2d(3, 32, 7, 4, 3), nn.Conv2d(32, 32, 3, 2, 1), nn.Conv2d(32, 32, 3, 2, 1)
    head = FusedSemanticHead()
    optimizer = torch.optim.AdamW(nn.ModuleList([stem, down1, down2, head]).parameters(), lr=1e-4)
    for img, gt_semantic_seg in DataLoader(CocoStuff(d), batch_size=1):
        feats = [stem(img).relu()]
        for conv in (down1, down2):
            feats.append(conv(feats[-1]).relu())
        loss = head.loss(head(feats), gt_semantic_seg)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss_semantic_seg", loss.item())
