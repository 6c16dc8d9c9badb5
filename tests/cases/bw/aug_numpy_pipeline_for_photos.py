import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

rng = np.random.default_rng(0)


def random_crop(image, size=64):
    top = rng.integers(0, image.shape[0] - size + 1)
    left = rng.integers(0, image.shape[1] - size + 1)
    return image[top:top + size, left:left + size]


def horizontal_flip(image):
    return image[:, ::-1] if rng.random() < 0.5 else image


def normalize(image, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)):
    return ((image / 255.0 - mean) / std).astype(np.float32)


class PhotoDataset(Dataset):
    def __init__(self, images, labels, augmentations):
        self.images, self.labels = images, labels
        self.augmentations = augmentations

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        image = self.images[idx]
        for augment in self.augmentations:
            image = augment(image)
        return image, self.labels[idx]


photos = rng.integers(0, 256, (48, 80, 96, 3), dtype=np.uint8)
classes = rng.integers(0, 4, 48)
dataset = PhotoDataset(photos, classes, [random_crop, horizontal_flip, normalize])
trainloader = DataLoader(dataset, batch_size=12, shuffle=True)

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    nn.Linear(32, 4),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

for epoch in range(2):
    running, hits = 0.0, 0
    for images, labels in trainloader:
        optimizer.zero_grad()
        outputs = net(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
        hits += (outputs.argmax(1) == labels).sum().item()
    print(f"epoch {epoch}: loss {running / len(trainloader):.3f}, accuracy {hits / len(dataset):.2f}")
