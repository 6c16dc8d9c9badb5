import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision.transforms.functional import normalize


class SaliencyNet(nn.Module):
    def __init__(self, in_ch=3, out_ch=1):
        super().__init__()
        self.stage1 = nn.Sequential(nn.Conv2d(in_ch, 16, 3, stride=2, padding=1), nn.ReLU(inplace=True))
        self.stage2 = nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(inplace=True))
        self.side = nn.Conv2d(32, out_ch, 3, padding=1)

    def forward(self, x):
        d = self.side(self.stage2(self.stage1(x)))
        return torch.sigmoid(F.interpolate(d, size=x.shape[2:], mode="bilinear"))


def imread(path):
    return np.asarray(Image.open(path))


def predict(net, folder, input_size=(128, 128)):
    for name in sorted(os.listdir(folder)):
        im = imread(os.path.join(folder, name))
        if len(im.shape) < 3:
            im = im[:, :, np.newaxis]
        if im.shape[2] == 1:
            im = np.repeat(im, 3, axis=2)
        im_shp = im.shape[0:2]
        im_tensor = torch.tensor(im, dtype=torch.float32).permute(2, 0, 1)
        im_tensor = F.interpolate(torch.unsqueeze(im_tensor, 0), input_size, mode="bilinear").type(torch.uint8)
        image = torch.divide(im_tensor, 255.0)
        image = normalize(image, [0.5, 0.5, 0.5], [1.0, 1.0, 1.0])
        with torch.no_grad():
            result = net(image)
        result = torch.squeeze(F.interpolate(result, im_shp, mode="bilinear"), 0)
        print(name, tuple(result.shape), float(result.mean()))


def write_demo_pictures(folder):
    rng = np.random.default_rng(3)
    Image.fromarray(rng.integers(0, 255, (90, 120, 3), dtype=np.uint8)).save(os.path.join(folder, "bike.png"))
    Image.fromarray(rng.integers(0, 255, (80, 80), dtype=np.uint8)).save(os.path.join(folder, "chair.png"))
    Image.fromarray(rng.integers(0, 255, (100, 70, 4), dtype=np.uint8)).save(os.path.join(folder, "lamp.png"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as demo:
        write_demo_pictures(demo)
        predict(SaliencyNet().eval(), demo)
