import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

SIZE = 64


def write_portraits(folder):
    rng = np.random.default_rng(0)
    for k in range(6):
        pixels = rng.integers(0, 255, (80, 72, 3), dtype=np.uint8)
        img = Image.fromarray(pixels)
        if k == 4:
            img.putalpha(230)
        img.save(os.path.join(folder, f"face_{k}.png"))


class GlassesNet(nn.Module):
    """Predicts the glasses mask and repaints what lies below it."""

    def __init__(self, width=12):
        super().__init__()
        self.segment = nn.Sequential(
            nn.Conv2d(3, width, 5, padding=2), nn.ReLU(), nn.Conv2d(width, 1, 1), nn.Sigmoid())
        self.repaint = nn.Sequential(
            nn.Conv2d(4, width, 5, padding=2), nn.InstanceNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 3, 5, padding=2), nn.Tanh())

    def forward(self, img):
        mask = self.segment(img)
        clean = self.repaint(torch.cat([img, mask], dim=1))
        return mask, img * (1 - mask) + clean * mask


def to_picture(t):
    arr = ((t.clamp(-1, 1) + 1) * 127.5).byte()
    return Image.fromarray(arr.permute(1, 2, 0).numpy())


@torch.no_grad()
def generate_results(model, src, dst):
    transform = transforms.Compose([
        transforms.Resize((SIZE, SIZE)),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ])
    model.eval()
    for name in sorted(os.listdir(src)):
        img = Image.open(os.path.join(src, name))
        img = transform(img)
        mask, result = model(img.unsqueeze(0))
        to_picture(result[0]).save(os.path.join(dst, name))
        print(name, f"glasses on {mask.mean().item():.1%} of the face")


with tempfile.TemporaryDirectory() as root:
    source, results = os.path.join(root, "img"), os.path.join(root, "results")
    os.makedirs(source)
    os.makedirs(results)
    write_portraits(source)
    generate_results(GlassesNet(), source, results)
    print(len(os.listdir(results)), "pictures written")
