import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image

N_HEATMAPS, N_ROOMS, N_ICONS = 21, 12, 11


def down(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride=2, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class FloorPlanNet(nn.Module):
    def __init__(self, n_out=N_HEATMAPS + N_ROOMS + N_ICONS):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 7, padding=3), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        self.encoder = nn.Sequential(down(16, 32), down(32, 64))
        self.upsample = nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False)
        self.head = nn.Conv2d(64, n_out, 1)

    def forward(self, x):
        return self.head(self.upsample(self.encoder(self.stem(x))))


def scan_of_a_flat(path):
    plan = np.full((120, 88, 3), 255, dtype=np.uint8)
    plan[10:110, 10:14] = plan[10:110, 74:78] = 0
    plan[10:14, 10:78] = plan[106:110, 10:78] = plan[60:64, 10:78] = 0
    Image.fromarray(plan).save(path)


def load_plan(path):
    fplan = np.array(Image.open(path).convert("RGB"))
    fplan = np.moveaxis(fplan, -1, 0)  # channels first
    fplan = 2 * (fplan / 255.0) - 1    # values between -1 and 1
    return torch.tensor(fplan, dtype=torch.float32)


model = FloorPlanNet()
model.eval()

with tempfile.TemporaryDirectory() as folder:
    scan = os.path.join(folder, "flat.png")
    scan_of_a_flat(scan)
    image = load_plan(scan)

with torch.no_grad():
    pred = model(image)
    heatmaps, rooms, icons = torch.split(pred, [N_HEATMAPS, N_ROOMS, N_ICONS], dim=1)

print("heatmaps", tuple(heatmaps.shape))
print("room types", rooms.softmax(1).argmax(1).unique().tolist())
print("icon types", icons.softmax(1).argmax(1).unique().tolist())
