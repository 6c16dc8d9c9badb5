import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def crop(img, top, left, height, width):
    return img[top:top + height, left:left + width]


def center_crop(img, size):
    rows, cols = img.shape[:2]
    th, tw = size
    return crop(img, (rows - th) // 2, (cols - tw) // 2, th, tw)


def five_crop(img, size):
    w, h = img.shape[:2]
    crop_h, crop_w = size
    if crop_w > w or crop_h > h:
        raise ValueError(f"Requested crop size {size} is bigger than input size {(h, w)}")
    tl = crop(img, 0, 0, crop_h, crop_w)
    tr = crop(img, 0, w - crop_w, crop_h, crop_w)
    bl = crop(img, h - crop_h, 0, crop_h, crop_w)
    br = crop(img, h - crop_h, w - crop_w, crop_h, crop_w)
    return [tl, tr, bl, br, center_crop(img, size)]


def to_tensor(img):
    return torch.from_numpy(img.transpose(2, 0, 1).astype("float32") / 255)


class Photos(Dataset):
    def __init__(self, transform):
        self.transform = transform

    def __len__(self):
        return 12

    def __getitem__(self, i):
        img = np.random.default_rng(i).integers(0, 256, (96, 128, 3), dtype=np.uint8)
        return self.transform(img), i % 5


class SmallNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.fc = nn.Linear(32 * 16 * 16, 5)

    def forward(self, x):
        return self.fc(self.body(x).flatten(1))


net = SmallNet().eval()
test_set = Photos(lambda img: torch.stack([to_tensor(c) for c in five_crop(img, (64, 64))]))
correct = 0
with torch.no_grad():
    for crops, labels in DataLoader(test_set, batch_size=4):
        b, n, c, h, w = crops.shape
        logits = net(crops.view(-1, c, h, w)).view(b, n, -1).mean(1)
        correct += (logits.argmax(1) == labels).sum().item()
print("five-crop accuracy", correct / len(test_set))
