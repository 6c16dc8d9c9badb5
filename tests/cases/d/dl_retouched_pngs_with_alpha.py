import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def export_screenshots(folder, count):
    """Stands for pictures saved by an editor, which adds an opacity layer."""
    rng = np.random.default_rng(11)
    for k in range(count):
        layers = rng.integers(0, 256, (36, 52, 4), dtype=np.uint8)
        Image.fromarray(layers, "RGBA").save(os.path.join(folder, f"a{k:04d}.png"))


class EnhanceSet(Dataset):
    def __init__(self, folder):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".png"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        pixels = np.array(Image.open(self.files[index]))
        scaled = pixels.astype(np.float32) / 255.0
        return torch.from_numpy(scaled).permute(2, 0, 1), os.path.basename(self.files[index])


class CurveNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 3, stride=1, padding=1), nn.LeakyReLU(),
                                      nn.Conv2d(16, 16, 3, stride=2, padding=1), nn.LeakyReLU())
        self.gain = nn.Linear(16, 3)

    def forward(self, img):
        g = torch.sigmoid(self.gain(self.backbone(img).mean(dim=(2, 3)))) * 2
        return (img[:, :3] * g[:, :, None, None]).clamp(0, 1)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--pictures", type=int, default=3)
    opt = ap.parse_args()
    with tempfile.TemporaryDirectory() as inference_img_dirpath:
        export_screenshots(inference_img_dirpath, opt.pictures)
        net = CurveNet().eval()
        for img, name in DataLoader(EnhanceSet(inference_img_dirpath), batch_size=1):
            with torch.no_grad():
                out = net(img)
            print(name[0], round(out.mean().item(), 4))
