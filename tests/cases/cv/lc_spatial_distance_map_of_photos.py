import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms


def normalize_tensor(feat, eps=1e-10):
    return feat / (feat.pow(2).sum(dim=1, keepdim=True).sqrt() + eps)


def spatial_average(x):
    return x.mean([2, 3], keepdim=True)


def upsample(x, out_HW=(64, 64)):
    in_H, in_W = x.shape[2], x.shape[3]
    scale_factor_H, scale_factor_W = 1. * out_HW[0] / in_H, 1. * out_HW[1] / in_W
    return nn.Upsample(scale_factor=(scale_factor_H, scale_factor_W), mode="bilinear", align_corners=False)(x)


class AlexTrunk(nn.Module):
    """The first three convolution stages of AlexNet, narrowed."""
    chns = (16, 32, 48)

    def __init__(self):
        super().__init__()
        self.slice1 = nn.Sequential(nn.Conv2d(3, 16, 11, stride=4, padding=2), nn.ReLU(inplace=True))
        self.slice2 = nn.Sequential(nn.MaxPool2d(3, 2), nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(inplace=True))
        self.slice3 = nn.Sequential(nn.MaxPool2d(3, 2), nn.Conv2d(32, 48, 3, padding=1), nn.ReLU(inplace=True))

    def forward(self, x):
        h1 = self.slice1(x)
        h2 = self.slice2(h1)
        h3 = self.slice3(h2)
        return [h1, h2, h3]


class NetLinLayer(nn.Module):
    def __init__(self, chn_in):
        super().__init__()
        self.model = nn.Sequential(nn.Dropout(), nn.Conv2d(chn_in, 1, 1, bias=False))

    def forward(self, x):
        return self.model(x)


class PerceptualDistance(nn.Module):
    def __init__(self, spatial=False):
        super().__init__()
        self.spatial = spatial
        self.register_buffer("shift", torch.tensor([-.030, -.088, -.188]).view(1, 3, 1, 1))
        self.register_buffer("scale", torch.tensor([.458, .448, .450]).view(1, 3, 1, 1))
        self.net = AlexTrunk()
        self.lins = nn.ModuleList(NetLinLayer(c) for c in self.net.chns)
        self.eval()

    def forward(self, in0, in1):
        outs0 = self.net((in0 - self.shift) / self.scale)
        outs1 = self.net((in1 - self.shift) / self.scale)
        val = 0
        for lin, f0, f1 in zip(self.lins, outs0, outs1):
            diff = (normalize_tensor(f0) - normalize_tensor(f1)) ** 2
            if self.spatial:
                val = val + upsample(lin(diff), out_HW=in0.shape[2:])
            else:
                val = val + spatial_average(lin(diff))
        return val


def load_image(path):
    to_tensor = transforms.Compose([transforms.ToTensor(), transforms.Normalize([.5] * 3, [.5] * 3)])
    return to_tensor(Image.open(path).convert("RGB"))[None]


def write_photos(folder, size=(800, 600)):
    rng = np.random.RandomState(1)
    pixels = rng.randint(0, 256, (size[1], size[0], 3)).astype("uint8")
    Image.fromarray(pixels).save(os.path.join(folder, "ex_ref.png"))
    Image.fromarray(pixels).resize((200, 150)).resize(size).save(os.path.join(folder, "ex_p0.png"))


with tempfile.TemporaryDirectory() as imgs:
    write_photos(imgs)
    ref = load_image(os.path.join(imgs, "ex_ref.png"))
    p0 = load_image(os.path.join(imgs, "ex_p0.png"))

with torch.no_grad():
    print("distance", PerceptualDistance()(ref, p0).item())
    error_map = PerceptualDistance(spatial=True)(ref, p0)
print("error map", tuple(error_map.shape), "mean", error_map.mean().item())
