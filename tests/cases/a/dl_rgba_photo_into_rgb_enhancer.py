import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image


class ImageProcessing:
    @staticmethod
    def normalise_image(img, normaliser=255):
        return img.astype("float32") / normaliser

    @staticmethod
    def swapimdims_3HW(img):
        return img if img.shape[0] in (1, 3, 4) else np.rollaxis(img, 2)


class Enhancer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.LeakyReLU(), nn.MaxPool2d(2))
        self.mid = nn.Conv2d(width, width, 3, padding=1)
        self.up = nn.Upsample(scale_factor=2)
        self.final = nn.Conv2d(width, 3, 1)

    def forward(self, x):
        return torch.sigmoid(self.final(self.up(torch.relu(self.mid(self.down(x))))))


def infer(folder, net):
    results = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        img = ImageProcessing.normalise_image(np.array(Image.open(path)), 255)
        img = ImageProcessing.swapimdims_3HW(img)
        with torch.no_grad():
            out = net(torch.from_numpy(np.ascontiguousarray(img)).unsqueeze(0))
        results[name] = out.squeeze(0).mean().item()
    return results


def make_photos(folder):
    rng = np.random.default_rng(3)
    Image.fromarray(rng.integers(0, 256, (48, 72, 3), dtype=np.uint8)).save(os.path.join(folder, "a_street.png"))
    Image.fromarray(rng.integers(0, 256, (48, 72, 4), dtype=np.uint8)).save(os.path.join(folder, "b_room.png"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inference_img_dirpath", default=None)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        make_photos(tmp)
        print(infer(args.inference_img_dirpath or tmp, Enhancer().eval()))
