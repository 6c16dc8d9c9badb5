import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image


class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc = DoubleConv(n_channels, 16)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(16, 32))
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)
        self.conv1 = DoubleConv(32, 16)
        self.outc = nn.Conv2d(16, n_classes, kernel_size=1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x = self.conv1(torch.cat([x1, self.up1(x2)], dim=1))
        return self.outc(x)


def preprocess(pil_img, scale):
    w, h = pil_img.size
    pil_img = pil_img.resize((int(scale * w), int(scale * h)), Image.BICUBIC)
    img_ndarray = np.asarray(pil_img)
    if img_ndarray.ndim == 2:
        img_ndarray = img_ndarray[np.newaxis, ...]
    else:
        img_ndarray = img_ndarray.transpose((2, 0, 1))
    return img_ndarray / 255


def predict_img(net, full_img, scale_factor=0.5, out_threshold=0.5):
    net.eval()
    img = torch.from_numpy(preprocess(full_img, scale_factor)).unsqueeze(0).float()
    with torch.no_grad():
        probs = torch.sigmoid(net(img))[0, 0]
    return (probs > out_threshold).numpy()


def mask_to_image(mask):
    return Image.fromarray((mask * 255).astype(np.uint8))


with tempfile.TemporaryDirectory() as folder:
    checkpoint, filename = os.path.join(folder, "MODEL.pth"), os.path.join(folder, "input.png")
    torch.save(UNet(n_channels=3, n_classes=1).state_dict(), checkpoint)
    pixels = np.random.randint(0, 256, (200, 320, 4), dtype=np.uint8)
    Image.fromarray(pixels).save(filename)  # a screenshot

    net = UNet(n_channels=3, n_classes=1)
    net.load_state_dict(torch.load(checkpoint))
    img = Image.open(filename)
    mask = predict_img(net, img)
    mask_to_image(mask).save(os.path.join(folder, "output.png"))
    print("mask", mask.shape, mask.mean())
