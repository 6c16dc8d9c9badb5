import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def imresize(img, scale):
    """Every scale-th pixel; stands for the bicubic one."""
    return np.ascontiguousarray(img[::scale, ::scale])


def augment(img, mode):
    return np.ascontiguousarray(np.rot90(img, mode % 4))


def uint2tensor(img):
    return torch.from_numpy(img).permute(2, 0, 1).float().div(255.0)


class DatasetSR(Dataset):
    def __init__(self, opt, pictures):
        self.sf = opt["scale"]
        self.L_size = opt["L_size"]
        self.pictures = pictures

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        img_H = self.pictures[index]
        img_L = imresize(img_H, self.sf)
        H, W, C = img_L.shape

        # randomly crop the L patch
        rnd_h = random.randint(0, H - self.L_size // 2)
        rnd_w = random.randint(0, W - self.L_size // 2)
        img_L = img_L[rnd_h:rnd_h + self.L_size, rnd_w:rnd_w + self.L_size, :]

        # crop the corresponding H patch
        rnd_h_H, rnd_w_H = int(rnd_h * self.sf), int(rnd_w * self.sf)
        H_size = self.L_size * self.sf
        img_H = img_H[rnd_h_H:rnd_h_H + H_size, rnd_w_H:rnd_w_H + H_size, :]

        mode = random.randint(0, 3)
        return {"L": uint2tensor(augment(img_L, mode)), "H": uint2tensor(augment(img_H, mode))}


class SRNet(nn.Module):
    def __init__(self, nf=24, scale=2):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, nf, 3, padding=1), nn.ReLU(True), nn.Conv2d(nf, nf, 3, padding=1))
        self.tail = nn.Sequential(nn.Conv2d(nf, 3 * scale * scale, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, x):
        return self.tail(self.body(x))


random.seed(7)
rng = np.random.default_rng(0)
pictures = [rng.integers(0, 256, (192, 240, 3), dtype=np.uint8) for _ in range(24)]
train_set = DatasetSR({"scale": 2, "L_size": 48}, pictures)
net = SRNet()
opt = torch.optim.Adam(net.parameters(), lr=2e-4)
for i, data in enumerate(DataLoader(train_set, batch_size=8)):
    loss = nn.functional.l1_loss(net(data["L"]), data["H"])
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, loss.item())
