import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

from model import SRVGGCompact
from paired import PairedImageDataset
from prepare import build_pairs

SCALE = 4


def shoot(folder, n=6, size=(134, 134)):
    rng = np.random.default_rng(3)
    for i in range(n):
        Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)).save(folder / f"{i:03d}.png")


def train(root, iters=2):
    dataset = PairedImageDataset(root / "gt", root / "lq")
    loader = DataLoader(dataset, batch_size=3, shuffle=True)
    net = SRVGGCompact(num_feat=16, num_conv=2, upscale=SCALE)
    optim = torch.optim.Adam(net.parameters(), lr=1e-4)
    pixel_loss = torch.nn.L1Loss()
    for it in range(iters):
        total = 0.0
        for sample in loader:
            output = net(sample["lq"])
            loss = pixel_loss(output, sample["gt"])
            optim.zero_grad()
            loss.backward()
            optim.step()
            total += loss.item()
        print(f"iter {it}: l_pix {total / len(loader):.4f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tmp:
        root = Path(tmp)
        for sub in ("raw", "gt", "lq"):
            (root / sub).mkdir()
        shoot(root / "raw")
        build_pairs(root / "raw", root / "gt", root / "lq", SCALE)
        train(root)
