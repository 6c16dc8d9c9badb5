import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


class HorizontalFlip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, image):
        return image[:, ::-1] if np.random.rand() < self.p else image


class Normalize:
    def __init__(self, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), max_pixel_value=255.0):
        self.mean = np.array(mean, dtype=np.float32) * max_pixel_value
        self.std = np.array(std, dtype=np.float32) * max_pixel_value

    def __call__(self, image):
        image = image.astype(np.float32)
        image -= self.mean
        image /= self.std
        return image


class ToTensorV2:
    def __call__(self, image):
        return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))


class Pipeline:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, image):
        for step in self.steps:
            image = step(image)
        return {"image": image}


def get_augmentations(train):
    steps = [HorizontalFlip()] if train else []
    return Pipeline(steps + [Normalize(), ToTensorV2()])


class Photos(Dataset):
    def __init__(self, pictures, labels, train=True):
        self.pictures, self.labels = pictures, labels
        self.aug = get_augmentations(train)

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        image = np.array(self.pictures[i].convert("RGB")).transpose(2, 0, 1)
        return self.aug(image)["image"], self.labels[i]


class TinyNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.conv = nn.Conv2d(3, 12, 5, stride=3)
        self.fc = nn.Linear(12, n_classes)

    def forward(self, x):
        return self.fc(self.conv(x).relu().amax((2, 3)))


rng = np.random.default_rng(5)
pictures = [Image.fromarray(rng.integers(0, 256, (75, 100, 3), dtype=np.uint8)) for _ in range(12)]
loader = DataLoader(Photos(pictures, [k % 3 for k in range(12)]), batch_size=4, shuffle=True)
net = TinyNet(3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for x, y in loader:
    loss = nn.CrossEntropyLoss()(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
