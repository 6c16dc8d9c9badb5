import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def get_transform(load_size=72, fine_size=64):
    return transforms.Compose([
        transforms.Resize((load_size, load_size)),
        transforms.RandomCrop(fine_size),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ])


class UnalignedSegDataset(Dataset):
    """Pictures, each with the masks of its instances."""

    def __init__(self, root, max_instances=2):
        self.dir_img, self.dir_seg = os.path.join(root, "imgs"), os.path.join(root, "segs")
        self.names = sorted(os.listdir(self.dir_img))
        self.max_instances = max_instances
        self.transform = get_transform()

    def fixed_transform(self, image, seed):
        torch.manual_seed(seed)
        return self.transform(image)

    def read_segs(self, stem, seed):
        segs = []
        for i in range(self.max_instances):
            seg = Image.open(os.path.join(self.dir_seg, f"{stem}_{i}.png")).convert("L")
            seg = self.fixed_transform(seg, seed)
            segs.append(seg)
        return torch.cat(segs)

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        stem = self.names[index].split(".")[0]
        seed = index * 17 + 1
        img = Image.open(os.path.join(self.dir_img, self.names[index])).convert("RGB")
        return self.fixed_transform(img, seed), self.read_segs(stem, seed)


class SegEncoder(nn.Module):
    def __init__(self, ngf=16):
        super().__init__()
        self.img = nn.Sequential(nn.Conv2d(3, ngf, 7, padding=3), nn.InstanceNorm2d(ngf), nn.ReLU(True))
        self.seg = nn.Sequential(nn.Conv2d(1, ngf, 7, padding=3), nn.InstanceNorm2d(ngf), nn.ReLU(True))
        self.out = nn.Conv2d(2 * ngf, 3, 3, padding=1)

    def forward(self, img, segs):
        feat_seg = sum(self.seg(segs[:, i:i + 1]) for i in range(segs.shape[1]))
        return torch.tanh(self.out(torch.cat([self.img(img), feat_seg], dim=1)))


def write(root, n=4):
    for sub in ("imgs", "segs"):
        os.makedirs(os.path.join(root, sub))
    rng = np.random.default_rng(5)
    for k in range(n):
        Image.fromarray(rng.integers(0, 255, (100, 90, 3), dtype=np.uint8)).save(f"{root}/imgs/{k}.png")
        for i in range(2):
            Image.fromarray((rng.random((100, 90)) > 0.7).astype(np.uint8) * 255).save(f"{root}/segs/{k}_{i}.png")


with tempfile.TemporaryDirectory() as root:
    write(root)
    net = SegEncoder()
    for img, segs in DataLoader(UnalignedSegDataset(root), batch_size=2):
        print((net(img, segs) - img).abs().mean().item())
