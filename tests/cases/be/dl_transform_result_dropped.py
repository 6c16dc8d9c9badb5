import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Resize:
    def __init__(self, height, width):
        self.height, self.width = height, width

    def __call__(self, image):
        return np.array(Image.fromarray(image).resize((self.width, self.height)))


class HorizontalFlip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, image):
        return image[:, ::-1].copy() if np.random.rand() < self.p else image


class Compose:
    """Takes and gives named images, like the big augmentation libraries."""

    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, image):
        for t in self.transforms:
            image = t(image)
        return {"image": image}


class PlantLeaves(Dataset):
    sizes = [(841, 961), (840, 1024), (768, 1024), (841, 961)]

    def __init__(self, transform=None):
        rng = np.random.default_rng(0)
        self.images = [rng.integers(0, 255, (*s, 3), dtype=np.uint8) for s in self.sizes]
        self.labels = [0, 1, 1, 2]
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.images[index]
        label = self.labels[index]
        if self.transform is not None:
            self.transform(image=image)
        return torch.from_numpy(image), label


class SimpleCNN(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5, stride=2)
        self.conv2 = nn.Conv2d(8, 16, 5, stride=2)
        self.fc = nn.Linear(16 * 29 * 29, num_classes)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        return self.fc(x.flatten(1))


train_transform = Compose([Resize(128, 128), HorizontalFlip(p=0.5)])
loader = DataLoader(PlantLeaves(train_transform), batch_size=2)
model = SimpleCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for images, labels in loader:
    logits = model(images.permute(0, 3, 1, 2).float() / 255)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
