import glob
import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF


def unpack_sots(root, n_scenes=3, n_levels=2):
    """Lay out a few indoor scenes like the SOTS archive: gt/1400.png, hazy/1400_1.png, ..."""
    rng = np.random.default_rng(1400)
    os.makedirs(os.path.join(root, "gt"))
    os.makedirs(os.path.join(root, "hazy"))
    for s in range(n_scenes):
        name = str(1400 + s)
        clear = rng.integers(0, 256, (96, 128, 3)).astype("uint8")
        Image.fromarray(clear).save(os.path.join(root, "gt", name + ".png"))
        inner = clear[2:-2, 2:-2].astype("float32")
        for level in range(1, n_levels + 1):
            t = 1.0 - 0.3 * level
            hazy = inner * t + 230 * (1 - t)
            Image.fromarray(hazy.astype("uint8")).save(os.path.join(root, "hazy", f"{name}_{level}.png"))


class SOTSIndoor(Dataset):
    def __init__(self, root):
        self.root = root
        self.hazy_files = sorted(glob.glob(os.path.join(root, "hazy", "*.png")))

    def __len__(self):
        return len(self.hazy_files)

    def __getitem__(self, index):
        path = self.hazy_files[index]
        scene = os.path.basename(path).split("_")[0]
        hazy = Image.open(path).convert("RGB")
        clear = Image.open(os.path.join(self.root, "gt", scene + ".png")).convert("RGB")
        return TF.to_tensor(hazy), TF.to_tensor(clear)


class ProximalBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=2, dilation=2),
        )

    def forward(self, x):
        return x + self.body(x)


class DehazeNet(nn.Module):
    def __init__(self, width=16, n_blocks=3):
        super().__init__()
        self.head = nn.Conv2d(3, width, 3, padding=1)
        self.blocks = nn.Sequential(*[ProximalBlock(width) for _ in range(n_blocks)])
        self.tail = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, x):
        return x + self.tail(self.blocks(self.head(x)))


def train(net, loader, epochs=1):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        total = 0.0
        for hazy, clear in loader:
            restored = net(hazy)
            loss = criterion(restored, clear)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(loader):.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        unpack_sots(root)
        train(DehazeNet(), DataLoader(SOTSIndoor(root), batch_size=2, shuffle=True))
