import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class InpaintFolder(Dataset):
    def __init__(self, image_dir, mask_dir):
        self.images = sorted(os.path.join(image_dir, f) for f in os.listdir(image_dir))
        self.masks = sorted(os.path.join(mask_dir, f) for f in os.listdir(mask_dir))
        self.to_tensor = transforms.ToTensor()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        img = self.to_tensor(Image.open(self.images[i]).convert("RGB"))
        mask = self.to_tensor(Image.open(self.masks[i]).convert("L"))
        return img, (mask > 0.5).float()


class KnowledgeAttention(nn.Module):
    """Fills the hole with a mixture of similar places of the feature map."""

    def __init__(self, temperature=10.0):
        super().__init__()
        self.temperature = temperature
        self.prev = None

    def reset(self):
        self.prev = None

    def forward(self, foreground, mask):
        bz, nc, w, h = foreground.size()
        tokens = foreground.view(bz, nc, -1).transpose(1, 2)
        normed = F.normalize(tokens, dim=2)
        score = torch.bmm(normed, normed.transpose(1, 2)) * self.temperature
        if self.prev is not None:
            score = (score + self.prev) / 2
        self.prev = score
        attention = torch.softmax(score, dim=2)
        recon = torch.bmm(attention, tokens).transpose(1, 2).reshape(bz, nc, h, w)
        return recon * (1 - mask) + foreground * mask


class RecurrentInpainter(nn.Module):
    def __init__(self, ch=16, recurrences=3):
        super().__init__()
        self.recurrences = recurrences
        self.enc = nn.Sequential(
            nn.Conv2d(4, ch, 5, 2, 2), nn.ReLU(), nn.Conv2d(ch, ch * 2, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(ch * 2, ch * 2, 3, 1, 1), nn.ReLU(),
        )
        self.att = KnowledgeAttention()
        self.merge = nn.Conv2d(ch * 4, ch * 2, 1)
        self.dec = nn.Sequential(
            nn.Upsample(scale_factor=2), nn.Conv2d(ch * 2, ch, 3, 1, 1), nn.ReLU(),
            nn.Upsample(scale_factor=2), nn.Conv2d(ch, 3, 3, 1, 1), nn.Sigmoid(),
        )

    def forward(self, image, mask):
        self.att.reset()
        feats = self.enc(torch.cat([image * mask, mask], 1))
        small = F.interpolate(mask, size=feats.shape[2:])
        for _ in range(self.recurrences):
            feats = torch.relu(self.merge(torch.cat([feats, self.att(feats, small)], 1)))
            small = F.max_pool2d(small, 3, 1, 1)
        return self.dec(feats)


def generate(folder, count, size):
    for sub in ("images", "masks"):
        os.makedirs(os.path.join(folder, sub))
    rng = np.random.default_rng(0)
    for i in range(count):
        Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)).save(f"{folder}/images/{i}.png")
        hole = np.full((size[1], size[0]), 255, dtype=np.uint8)
        y, x = rng.integers(10, size[1] - 40), rng.integers(10, size[0] - 40)
        hole[y:y + 25, x:x + 30] = 0
        Image.fromarray(hole).save(f"{folder}/masks/{i}.png")


@torch.no_grad()
def test(loader, model):
    model.eval()
    for i, (image, mask) in enumerate(loader):
        fake = model(image, mask)
        comp = fake * (1 - mask) + image * mask
        l1 = (comp - image).abs().sum() / (3 * (1 - mask).sum())
        print("picture %d %s hole L1 %.4f" % (i, tuple(comp.shape[2:]), l1))


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as root:
    generate(root, count=2, size=(128, 96))
    dataset = InpaintFolder(os.path.join(root, "images"), os.path.join(root, "masks"))
    test(DataLoader(dataset, batch_size=1), RecurrentInpainter())
