import argparse

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

parser = argparse.ArgumentParser()
parser.add_argument("--height", type=int, default=64)
parser.add_argument("--width", type=int, default=96)
parser.add_argument("--batch_size", type=int, default=4)
args = parser.parse_args([])


class ImageTransform:
    def __init__(self, height, width):
        self.tf = transforms.Compose([
            transforms.Resize((height, width)),
            transforms.ToTensor(),
        ])

    def __call__(self, photo):
        return self.tf(photo)


class MaskTransform:
    """Keeps the holes binary: nearest neighbour, no interpolation."""

    def __init__(self, height, width):
        self.height, self.width = height, width

    def __call__(self, mask):
        mask = mask.resize((self.height, self.width), Image.NEAREST)
        mask = np.array(mask, dtype=np.float32) / 255
        return torch.from_numpy(mask).unsqueeze(0)


class HolePictures(Dataset):
    def __init__(self, image_tf, mask_tf, n=8):
        self.image_tf, self.mask_tf, self.n = image_tf, mask_tf, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        photo = Image.fromarray(rng.integers(0, 255, (120, 180, 3), dtype=np.uint8))
        mask = np.zeros((120, 180), dtype=np.uint8)
        top, left = rng.integers(10, 60, 2)
        mask[top:top + 40, left:left + 50] = 255
        return self.image_tf(photo), self.mask_tf(Image.fromarray(mask))


class Inpainter(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(4, ch, 3, padding=1), nn.ReLU(),
            nn.Conv2d(ch, ch, 3, padding=2, dilation=2), nn.ReLU(),
            nn.Conv2d(ch, 3, 3, padding=1), nn.Sigmoid(),
        )

    def forward(self, broken, mask):
        return self.net(torch.cat([broken, mask], dim=1))


data = HolePictures(ImageTransform(args.height, args.width), MaskTransform(args.height, args.width))
model = Inpainter()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for image, mask in DataLoader(data, batch_size=args.batch_size):
    broken = image * (1 - mask)
    output = model(broken, mask)
    loss = ((output - image).abs() * mask).mean() + 0.1 * (output - image).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
