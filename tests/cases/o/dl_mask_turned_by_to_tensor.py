import numpy as np
import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader, Dataset

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLASSES = 5


def create_channel_mask(ids):
    """A plane for each class: (classes, height, width)"""
    planes = np.zeros((CLASSES, *ids.shape), dtype=np.float32)
    for k in range(CLASSES):
        planes[k][ids == k] = 1.0
    return planes


class DPWHDataset(Dataset):
    def __init__(self, n, size=(60, 90)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        rng = np.random.default_rng(idx)
        image = rng.integers(0, 255, (*self.size, 3), dtype=np.uint8)
        mask = rng.integers(0, CLASSES, self.size)
        mask = create_channel_mask(mask)
        image = torchvision.transforms.ToTensor()(image)
        image = torchvision.transforms.Normalize(mean=MEAN, std=STD)(image)
        mask = torchvision.transforms.ToTensor()(mask)
        return image, mask


class SegNet(nn.Module):
    def __init__(self, classes, width=24):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.mid = nn.Sequential(nn.Conv2d(width, width, 3, padding=2, dilation=2), nn.ReLU())
        self.out = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        return self.out(self.mid(self.enc(x)))


train_loader = DataLoader(DPWHDataset(12), batch_size=4, shuffle=True)
model = SegNet(CLASSES)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for step, (images, masks) in enumerate(train_loader):
    outputs = model(images)
    loss = criterion(outputs, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
