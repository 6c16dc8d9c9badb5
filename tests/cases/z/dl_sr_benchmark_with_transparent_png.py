"""Trains a small residual upscaler and runs it over a folder of demo pictures."""
import argparse
import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


def make_pictures(root):
    rng = np.random.default_rng(3)
    os.makedirs(os.path.join(root, "train"))
    os.makedirs(os.path.join(root, "demo"))
    for i in range(12):
        pixels = rng.integers(0, 256, (48, 48, 3), dtype=np.uint8)
        Image.fromarray(pixels, "RGB").save(os.path.join(root, "train", f"{i:04d}.png"))
    for i, (h, w) in enumerate([(30, 44), (36, 28)]):
        pixels = rng.integers(0, 256, (h, w, 4), dtype=np.uint8)
        Image.fromarray(pixels, "RGBA").save(os.path.join(root, "demo", f"logo{i}.png"))


def to_tensor(img):
    array = np.asarray(img, dtype=np.float32)
    return torch.from_numpy(array).permute(2, 0, 1)


class TrainPairs(Dataset):
    def __init__(self, root, scale):
        self.files = sorted(os.path.join(root, f) for f in os.listdir(root))
        self.scale = scale

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        hr = Image.open(self.files[idx])
        lr = hr.resize((hr.width // self.scale, hr.height // self.scale), Image.BICUBIC)
        return to_tensor(lr), to_tensor(hr)


class DemoFolder(Dataset):
    def __init__(self, root):
        self.files = sorted(os.path.join(root, f) for f in os.listdir(root))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        name = os.path.splitext(os.path.basename(self.files[idx]))[0]
        lr = Image.open(self.files[idx])
        return to_tensor(lr), name


class MeanShift(nn.Conv2d):
    def __init__(self, sign=-1, rgb_range=255, mean=(0.4488, 0.4371, 0.4040)):
        super().__init__(3, 3, kernel_size=1)
        self.weight.data = torch.eye(3).view(3, 3, 1, 1)
        self.bias.data = sign * rgb_range * torch.tensor(mean)
        for p in self.parameters():
            p.requires_grad = False


class Upscaler(nn.Module):
    def __init__(self, n_feats, scale):
        super().__init__()
        self.sub_mean = MeanShift(-1)
        self.head = nn.Conv2d(3, n_feats, 3, padding=1)
        self.body = nn.Sequential(nn.Conv2d(n_feats, n_feats, 3, padding=1), nn.ReLU(True))
        self.tail = nn.Sequential(nn.Conv2d(n_feats, 3 * scale ** 2, 3, padding=1), nn.PixelShuffle(scale))
        self.add_mean = MeanShift(1)

    def forward(self, x):
        x = self.head(self.sub_mean(x))
        x = x + self.body(x)
        return self.add_mean(self.tail(x))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=2)
    parser.add_argument("--n_feats", type=int, default=16)
    parser.add_argument("--batch_size", type=int, default=4)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as root:
        make_pictures(root)
        model = Upscaler(args.n_feats, args.scale)
        optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)
        for lr, hr in DataLoader(TrainPairs(os.path.join(root, "train"), args.scale), args.batch_size, shuffle=True):
            loss = nn.functional.l1_loss(model(lr), hr)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"train l1 {loss.item():.2f}")

        model.eval()
        with torch.no_grad():
            for lr, name in DataLoader(DemoFolder(os.path.join(root, "demo")), batch_size=1):
                sr = model(lr).clamp(0, 255)
                print(name[0], tuple(sr.shape))


if __name__ == "__main__":
    main()
