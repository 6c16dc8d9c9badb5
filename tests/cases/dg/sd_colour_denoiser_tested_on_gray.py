import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image


class RAB(nn.Module):
    """Residual attention block."""

    def __init__(self, nc):
        super().__init__()
        self.conv1 = nn.Conv2d(nc, nc, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(nc, nc, 3, padding=1, bias=False)
        self.gate = nn.Conv2d(nc, nc, 1)

    def forward(self, x):
        y = self.conv2(F.relu(self.conv1(x)))
        return x + y * torch.sigmoid(self.gate(y.mean((2, 3), keepdim=True)))


class DRANet(nn.Module):
    def __init__(self, in_nc=3, out_nc=3, nc=16):
        super().__init__()
        self.conv_head = nn.Conv2d(in_nc, nc, 3, padding=1, bias=False)
        self.upper = nn.Sequential(RAB(nc), RAB(nc))
        self.lower = nn.Sequential(RAB(nc), nn.Conv2d(nc, nc, 3, padding=2, dilation=2, bias=False))
        self.conv_tail = nn.Conv2d(nc, out_nc, 3, padding=1, bias=False)
        self.dual_tail = nn.Conv2d(2 * out_nc, out_nc, 3, padding=1, bias=False)

    def forward(self, x):
        h = self.conv_head(x)
        up = x - self.conv_tail(self.upper(h))
        low = x - self.conv_tail(self.lower(h))
        return x - self.dual_tail(torch.cat([up, low], 1))


def imread_float(path, n_channels):
    img = Image.open(path).convert("L" if n_channels == 1 else "RGB")
    arr = np.asarray(img, dtype=np.float32).reshape(img.height, img.width, n_channels) / 255
    return torch.from_numpy(arr.copy()).permute(2, 0, 1).unsqueeze(0)


def make_dataset(root, n=4):
    rng = np.random.default_rng(11)
    for i in range(n):
        tiny = rng.integers(0, 256, (5, 7, 3), dtype=np.uint8)
        Image.fromarray(tiny).resize((56, 40), Image.BILINEAR).save(os.path.join(root, f"img_{i}.png"))
    return [os.path.join(root, f"img_{i}.png") for i in range(n)]


def train(paths, model_path, opt):
    net = DRANet(in_nc=opt["n_channels"], out_nc=opt["n_channels"], nc=opt["nc"])
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    for path in paths:
        clean = imread_float(path, opt["n_channels"])
        noisy = clean + torch.randn_like(clean) * opt["sigma"] / 255
        loss = F.l1_loss(net(noisy), clean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(net.state_dict(), model_path)


def test(paths, model_path, sigma=25):
    n_channels = 1
    nc = 16

    model = DRANet(in_nc=n_channels, out_nc=n_channels, nc=nc)
    model.load_state_dict(torch.load(model_path), strict=True)
    model.eval()
    for path in paths:
        img_H = imread_float(path, n_channels)
        img_L = img_H + torch.randn_like(img_H) * sigma / 255
        with torch.no_grad():
            img_E = model(img_L).clamp(0, 1)
        psnr = -10 * torch.log10(F.mse_loss(img_E, img_H)).item()
        print(f"{os.path.basename(path)} - PSNR: {psnr:.2f} dB")


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        paths = make_dataset(root)
        model_path = os.path.join(root, "dranet_own.pth")
        train(paths[:3], model_path, opt={"n_channels": 3, "nc": 16, "sigma": 25})
        test(paths[3:], model_path)
