import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms.functional import to_tensor

PATCH = 64
KINDS = ("over", "under", "gt")


def draw_scenes(folder, n=3):
    rng = np.random.default_rng(7)
    for kind in KINDS:
        os.makedirs(os.path.join(folder, kind))
    for k in range(n):
        base = rng.random((12, 16, 3))
        scene = np.array(Image.fromarray((base * 255).astype(np.uint8)).resize((192, 156), Image.BICUBIC)) / 255
        for kind, gamma in zip(KINDS, (0.4, 2.5, 1.0)):
            Image.fromarray((scene ** gamma * 255).astype(np.uint8)).save(os.path.join(folder, kind, f"{k:03d}.png"))


def cut_patches(src, dst):
    """Cut every picture into patches and store them under the same folder names."""
    for kind in KINDS:
        os.makedirs(os.path.join(dst, kind))
        for name in sorted(os.listdir(os.path.join(src, kind))):
            picture = Image.open(os.path.join(src, kind, name))
            w, h = picture.size
            array = np.array(picture)
            corners = [(y, x) for y in range(0, h, PATCH) for x in range(0, w, PATCH)]
            for n, (y, x) in enumerate(corners):
                patch = array[y:y + PATCH, x:x + PATCH]
                Image.fromarray(patch).save(os.path.join(dst, kind, f"{name[:-4]}_{n:02d}.png"))


class ExposurePairs(Dataset):
    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "gt")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        return [to_tensor(Image.open(os.path.join(self.root, kind, self.names[i]))) for kind in KINDS]


class CoupledFusion(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.over = nn.Conv2d(3, width, 3, padding=1)
        self.under = nn.Conv2d(3, width, 3, padding=1)
        self.couple = nn.Sequential(nn.PReLU(), nn.Conv2d(2 * width, width, 3, padding=1), nn.PReLU())
        self.out = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, over, under):
        both = torch.cat([self.over(over), self.under(under)], dim=1)
        return self.out(self.couple(both)) + (over + under) / 2


def psnr(a, b):
    return -10 * torch.log10(nn.functional.mse_loss(a, b))


def main(tmp):
    torch.manual_seed(0)
    raw, patches = os.path.join(tmp, "raw"), os.path.join(tmp, "patches")
    draw_scenes(raw)
    cut_patches(raw, patches)
    train_loader = DataLoader(ExposurePairs(patches), batch_size=4, shuffle=True)
    model = CoupledFusion()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        total = 0.0
        for over, under, gt in train_loader:
            fused = model(over, under)
            loss = nn.functional.l1_loss(fused, gt)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} l1 {total / len(train_loader):.4f} psnr {psnr(fused, gt).item():.2f}")


with tempfile.TemporaryDirectory() as tmp:
    main(tmp)
