import random

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

LOAD, FINE, N_INS = (330, 220), (300, 200), 2


def get_transform():
    return transforms.Compose([
        transforms.Resize(LOAD),
        transforms.RandomCrop(FINE),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ])


class UnalignedSegDataset(Dataset):
    """Photographs of people with one binary mask per garment."""

    def __init__(self):
        self.rng = np.random.RandomState(1)
        self.transform = get_transform()

    def __len__(self):
        return 4

    def read_photo(self, i):
        return Image.fromarray(self.rng.randint(0, 256, (400, 266, 3)).astype("uint8"))

    def read_mask(self, i, k):
        mask = np.zeros((400, 266), dtype="uint8")
        mask[100 + 20 * k:300, 40:200 - 10 * i] = 255
        return Image.fromarray(mask)

    def paired_transform(self, pil, seed):
        random.seed(seed)
        torch.manual_seed(seed)
        return self.transform(pil)

    def __getitem__(self, i):
        seed = 100 + i
        img = self.paired_transform(self.read_photo(i), seed)
        segs = [self.paired_transform(self.read_mask(i, k), seed) for k in range(N_INS)]
        return {"A": img, "A_segs": torch.cat(segs)}


class InstanceGenerator(nn.Module):
    def __init__(self, ngf=8):
        super().__init__()
        self.enc_img = nn.Conv2d(3, ngf, 7, stride=4, padding=3)
        self.enc_seg = nn.Conv2d(1, ngf, 7, stride=4, padding=3)
        self.dec_img = nn.ConvTranspose2d(2 * ngf, 3, 4, stride=4)

    def forward(self, img, segs):
        feat_segs = sum(self.enc_seg(segs[:, k:k + 1]) for k in range(segs.size(1)))
        return torch.tanh(self.dec_img(torch.cat([self.enc_img(img), feat_segs], dim=1).relu()))


netG_A = InstanceGenerator()
optimizer_G = torch.optim.Adam(netG_A.parameters(), lr=2e-4)
for data in DataLoader(UnalignedSegDataset(), batch_size=2):
    fake_B = netG_A(data["A"], data["A_segs"])
    loss_idt = nn.functional.l1_loss(fake_B, data["A"])
    optimizer_G.zero_grad()
    loss_idt.backward()
    optimizer_G.step()
    print("idt_A", loss_idt.item())
