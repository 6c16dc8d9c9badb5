import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader

from options import base_options
from unaligned import FolderPair


def flood_photos(root):
    """Street scenes: all are larger than 150 pixels in both directions, some are wide."""
    rng = np.random.RandomState(5)
    for side, sizes in {"A": [(160, 170), (152, 260), (180, 180)], "B": [(175, 180), (168, 170)]}.items():
        os.makedirs(os.path.join(root, side))
        for i, hw in enumerate(sizes):
            Image.fromarray(rng.randint(0, 256, (*hw, 3)).astype("uint8")).save(os.path.join(root, side, f"{i}.jpg"))


def resnet_generator(ngf=8):
    return nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(3, ngf, 7), nn.InstanceNorm2d(ngf), nn.ReLU(True),
        nn.ReflectionPad2d(3), nn.Conv2d(ngf, 3, 7), nn.Tanh(),
    )


opt = base_options()
with tempfile.TemporaryDirectory() as root:
    flood_photos(root)
    dataset = DataLoader(FolderPair(opt, root), batch_size=opt.batch_size)
    netG_A, netG_B = resnet_generator(), resnet_generator()
    optimizer = torch.optim.Adam([*netG_A.parameters(), *netG_B.parameters()], lr=2e-4)
    for i, data in enumerate(dataset):
        cycle = (netG_B(netG_A(data["A"])) - data["A"]).abs().mean() + (netG_A(netG_B(data["B"])) - data["B"]).abs().mean()
        optimizer.zero_grad()
        cycle.backward()
        optimizer.step()
        print(i, "cycle", cycle.item())
