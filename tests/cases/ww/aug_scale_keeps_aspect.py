import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

IMG = 96


def write_photos(root, per_class=10):
    rng = np.random.RandomState(0)
    for name in ("type_1", "type_2", "type_3"):
        os.makedirs(os.path.join(root, name))
        for k in range(per_class):
            h, w = (160, 120) if (k + len(name)) % 3 else (120, 160)
            pixels = rng.randint(0, 255, (h, w, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(os.path.join(root, name, f"{k:02d}.jpg"))


train_tf = transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(brightness=0.2, contrast=0.2),
    transforms.Resize(IMG),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
val_tf = transforms.Compose([
    transforms.Resize(IMG),
    transforms.CenterCrop(IMG),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class ScreeningNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
        )
        self.fc = nn.Linear(32 * 4 * 4, n_classes)

    def forward(self, x):
        return self.fc(self.body(x).flatten(1))


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_photos(os.path.join(root, "train"))
        write_photos(os.path.join(root, "val"), per_class=4)
        train_set = ImageFolder(os.path.join(root, "train"), transform=train_tf)
        val_set = ImageFolder(os.path.join(root, "val"), transform=val_tf)
        train_loader = DataLoader(train_set, batch_size=10, shuffle=True, num_workers=1)
        val_loader = DataLoader(val_set, batch_size=10)

        net = ScreeningNet(len(train_set.classes))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
        for epoch in range(2):
            net.train()
            for images, labels in train_loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(net(images), labels)
                loss.backward()
                optimizer.step()
            net.eval()
            hits = 0
            with torch.no_grad():
                for images, labels in val_loader:
                    hits += (net(images).argmax(1) == labels).sum().item()
            print(f"[{epoch}] loss {loss.item():.3f}  val acc {hits / len(val_set):.2f}")


if __name__ == "__main__":
    main()
