import glob
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torchvision import transforms


class AttU_Net(nn.Module):
    """One level of an attention U-Net."""

    def __init__(self, img_ch=3, output_ch=1, n=16):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(img_ch, n, 3, padding=1), nn.BatchNorm2d(n), nn.ReLU())
        self.conv2 = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(n, 2 * n, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * n, n, 2, 2)
        self.att = nn.Conv2d(2 * n, n, 1)
        self.out = nn.Conv2d(2 * n, output_ch, 1)

    def forward(self, x):
        e1 = self.conv1(x)
        d1 = self.up(self.conv2(e1))
        gate = torch.sigmoid(self.att(torch.cat([e1, d1], dim=1)))
        return self.out(torch.cat([e1 * gate, d1], dim=1))


def dice_coeff(pred, target, smooth=1.0):
    pred, target = (pred > 0.5).float().flatten(), (target > 0.5).float().flatten()
    return (2 * (pred * target).sum() + smooth) / (pred.sum() + target.sum() + smooth)


def write_slices(folder, n=3):
    for i in range(n):
        slice_ = np.random.randint(0, 256, (256, 256, 3), dtype=np.uint8)
        label = (slice_[..., 0] > 128).astype(np.uint8) * 255
        Image.fromarray(slice_).save(os.path.join(folder, f"img_{i}.png"))
        Image.fromarray(label).save(os.path.join(folder, f"label_{i}.png"))


data_transform = transforms.Compose([
    transforms.Resize((128, 128)),
    transforms.CenterCrop(96),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
])

with tempfile.TemporaryDirectory() as test_folder:
    write_slices(test_folder)
    model_test = AttU_Net().eval()
    score = 0.0
    images = sorted(glob.glob(os.path.join(test_folder, "img_*.png")))
    for path in images:
        im_tb = Image.open(path)
        im_label = Image.open(path.replace("img_", "label_"))
        s_tb = data_transform(im_tb)
        s_label = data_transform(im_label)
        with torch.no_grad():
            pred_tb = torch.sigmoid(model_test(s_tb.unsqueeze(0)))
        score += dice_coeff(pred_tb[0], s_label).item()
    print("Dice Score", score / len(images))
