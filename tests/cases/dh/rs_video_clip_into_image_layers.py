import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


class args:
    scale = 2
    n_colors = 1
    n_sequence = 3
    patch_size = 48
    batch_size = 4
    lr = 1e-3


def write_videos(root, videos=2, frames=6):
    rng = np.random.default_rng(1)
    for v in range(videos):
        os.makedirs(os.path.join(root, f"video{v}"))
        base = rng.integers(0, 255, (8, 12), dtype=np.uint8)
        for f in range(frames):
            img = Image.fromarray(np.roll(base, f, axis=1)).resize((192, 128), Image.BICUBIC)
            img.save(os.path.join(root, f"video{v}", f"{f:03d}.png"))


class VSRData(Dataset):
    """low resolution clips of n_sequence frames with the middle frame in high resolution"""

    def __init__(self, root):
        self.clips = []
        for video in sorted(os.listdir(root)):
            names = [os.path.join(root, video, f) for f in sorted(os.listdir(os.path.join(root, video)))]
            self.clips += [names[i:i + args.n_sequence] for i in range(len(names) - args.n_sequence + 1)]

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, i):
        hr = [Image.open(f).convert("L") for f in self.clips[i]]
        x = np.random.randint(0, hr[0].width - args.patch_size + 1)
        y = np.random.randint(0, hr[0].height - args.patch_size + 1)
        hr = [f.crop((x, y, x + args.patch_size, y + args.patch_size)) for f in hr]
        small = args.patch_size // args.scale
        lr = [f.resize((small, small), Image.BICUBIC) for f in hr]
        lr = torch.stack([self.to_tensor(f) for f in lr])
        return lr, self.to_tensor(hr[args.n_sequence // 2])

    @staticmethod
    def to_tensor(img):
        return torch.from_numpy(np.asarray(img, dtype=np.float32) / 255.0).unsqueeze(0)


class ESPCN_multiframe(nn.Module):
    def __init__(self):
        super().__init__()
        network = [nn.Conv2d(args.n_colors * args.n_sequence, 24, kernel_size=3, padding=1), nn.ReLU(True)]
        for _ in range(3):
            network.extend([nn.Conv2d(24, 24, kernel_size=3, padding=1), nn.ReLU(True)])
        network.extend([nn.Conv2d(24, args.n_colors * args.scale * args.scale, kernel_size=3, padding=1)])
        network.extend([nn.PixelShuffle(args.scale)])
        network.extend([nn.Conv2d(args.n_colors, args.n_colors, kernel_size=1)])
        self.net = nn.Sequential(*network)

    def forward(self, x):
        return self.net(x)


class Trainer:
    def __init__(self, loader, model):
        self.loader, self.model = loader, model
        self.loss = nn.MSELoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)

    def train(self):
        for batch, (lr, hr) in enumerate(self.loader):
            self.optimizer.zero_grad()
            sr = self.model(lr)
            loss = self.loss(sr, hr)
            loss.backward()
            self.optimizer.step()
            print(f"[{batch}] mse {loss.item():.4f}  psnr {-10 * np.log10(loss.item()):.2f}")


with tempfile.TemporaryDirectory() as root:
    write_videos(root)
    Trainer(DataLoader(VSRData(root), batch_size=args.batch_size, shuffle=True), ESPCN_multiframe()).train()
