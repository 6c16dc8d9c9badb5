import math
import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(31)
torch.manual_seed(31)

upscale_factor = 3
gt_image_size = 128
gt_patch_size = 96
batch_size = 4


def image_resize(image, scale):
    h, w = math.ceil(image.shape[-2] * scale), math.ceil(image.shape[-1] * scale)
    return F.interpolate(image[None], size=(h, w), mode="bicubic", antialias=True)[0].clamp(0, 1)


class TrainImages(Dataset):
    def __init__(self, n):
        self.gt = torch.rand(n, 3, gt_image_size, gt_image_size)

    def __len__(self):
        return len(self.gt)

    def __getitem__(self, i):
        return {"gt": self.gt[i], "lr": image_resize(self.gt[i], 1 / upscale_factor)}


def random_crop_torch(gt_images, lr_images, gt_patch, scale):
    lr_patch = gt_patch // scale
    lr_h, lr_w = lr_images.shape[-2:]
    lr_top = random.randint(0, lr_h - lr_patch)
    lr_left = random.randint(0, lr_w - lr_patch)
    lr_images = lr_images[:, :, lr_top:lr_top + lr_patch, lr_left:lr_left + lr_patch]
    gt_top, gt_left = lr_top * scale, lr_left * scale
    gt_images = gt_images[:, :, gt_top:gt_top + gt_patch, gt_left:gt_left + gt_patch]
    return gt_images, lr_images


def random_flip(gt_images, lr_images):
    if random.random() < 0.5:
        return gt_images.flip(-1), lr_images.flip(-1)
    return gt_images, lr_images


class SRResNet(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(3, ch, 9, 1, 4), nn.PReLU())
        self.trunk = nn.Sequential(nn.Conv2d(ch, ch, 3, 1, 1), nn.BatchNorm2d(ch), nn.PReLU())
        self.upsampling = nn.Sequential(
            nn.Conv2d(ch, ch * upscale_factor ** 2, 3, 1, 1),
            nn.PixelShuffle(upscale_factor),
            nn.PReLU(),
        )
        self.conv3 = nn.Conv2d(ch, 3, 5, 1, 2)

    def forward(self, x):
        x = self.conv1(x)
        return self.conv3(self.upsampling(x + self.trunk(x)))


model = SRResNet()
pixel_criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
loader = DataLoader(TrainImages(40), batch_size=batch_size, shuffle=True)
for i, batch in enumerate(loader):
    gt, lr = random_crop_torch(batch["gt"], batch["lr"], gt_patch_size, upscale_factor)
    gt, lr = random_flip(gt, lr)
    sr = model(lr)
    loss = pixel_criterion(sr, gt)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{i}: {loss.item():.4f}")
