import os
import random
import tempfile

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def write_fivek(root):
    rng = np.random.RandomState(0)
    for i, (h, w) in enumerate([(120, 180), (180, 120), (120, 160), (120, 180), (136, 180), (120, 180)]):
        raw = rng.randint(0, 200, (h, w, 3)).astype("uint8")
        Image.fromarray(raw).save(os.path.join(root, f"a{i:04d}_input.png"))
        Image.fromarray(raw + 40).save(os.path.join(root, f"a{i:04d}_output.png"))


class AdobeDpe(Dataset):
    """Pairs of an untouched photo and the expert's version of it."""

    def __init__(self, root):
        self.root = root
        self.names = sorted(f[:5] for f in os.listdir(root) if f.endswith("_input.png"))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        before, after = (Image.open(os.path.join(self.root, f"{self.names[i]}_{s}.png")) for s in ("input", "output"))
        if random.random() > 0.5:
            before, after = ImageOps.mirror(before), ImageOps.mirror(after)
        if random.random() > 0.5:
            before, after = ImageOps.flip(before), ImageOps.flip(after)
        to_tensor = transforms.ToTensor()
        return {"input_img": to_tensor(before), "output_img": to_tensor(after), "name": self.names[i]}


net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.LeakyReLU(), nn.Conv2d(8, 3, 3, padding=1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
with tempfile.TemporaryDirectory() as root:
    write_fivek(root)
    training_loader = DataLoader(AdobeDpe(root), batch_size=3)
    for batch in training_loader:
        residual = net(batch["input_img"])
        loss = nn.functional.l1_loss(batch["input_img"] + residual, batch["output_img"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"train loss {loss.item():.4f}")
