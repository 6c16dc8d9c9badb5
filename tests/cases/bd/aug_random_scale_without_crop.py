import random

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF


def preprocess(image, mask, flip=False, scale=None, crop=None):
    if flip and random.random() < 0.5:
        image, mask = TF.hflip(image), TF.hflip(mask)
    if scale:
        w, h = image.size
        factor = random.uniform(scale[0], scale[1])
        new_size = (int(h * factor), int(w * factor))
        image = TF.resize(image, new_size)
        mask = TF.resize(mask, new_size, interpolation=TF.InterpolationMode.NEAREST)
    x = TF.normalize(TF.to_tensor(image), (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    y = torch.from_numpy(np.array(mask)).long()
    if crop:
        h, w = x.shape[1:]
        pad_h, pad_w = max(0, crop[0] - h), max(0, crop[1] - w)
        x = nn.functional.pad(x, (0, pad_w, 0, pad_h))
        y = nn.functional.pad(y, (0, pad_w, 0, pad_h), value=255)
        top = random.randint(0, h + pad_h - crop[0])
        left = random.randint(0, w + pad_w - crop[1])
        x, y = x[:, top:top + crop[0], left:left + crop[1]], y[top:top + crop[0], left:left + crop[1]]
    return x, y


class VOCLike(Dataset):
    def __init__(self, n=8, train=True, **aug):
        rng = np.random.RandomState(0)
        self.images = [Image.fromarray(rng.randint(0, 256, (100, 130, 3), dtype=np.uint8)) for _ in range(n)]
        self.masks = [Image.fromarray(rng.randint(0, 21, (100, 130), dtype=np.uint8)) for _ in range(n)]
        self.train, self.aug = train, aug

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        aug = self.aug if self.train else {}
        return preprocess(self.images[i], self.masks[i], **aug)


class AtrousNet(nn.Module):
    def __init__(self, num_classes=21):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=4, padding=1)
        self.aspp = nn.ModuleList(nn.Conv2d(16, 16, 3, padding=r, dilation=r) for r in (1, 2, 4))
        self.head = nn.Conv2d(48, num_classes, 1)

    def forward(self, x):
        h = torch.relu(self.stem(x))
        h = self.head(torch.cat([torch.relu(b(h)) for b in self.aspp], dim=1))
        return nn.functional.interpolate(h, size=x.shape[-2:], mode="bilinear", align_corners=False)


random.seed(1)
dataset = VOCLike(train=True, flip=True, scale=(0.5, 2.0), crop=None)
model = AtrousNet()
criterion = nn.CrossEntropyLoss(ignore_index=255)
optimizer = torch.optim.SGD(model.parameters(), lr=7e-3, momentum=0.9)
for inputs, target in DataLoader(dataset, batch_size=4):
    loss = criterion(model(inputs), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
