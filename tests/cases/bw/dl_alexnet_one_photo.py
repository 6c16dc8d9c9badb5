import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

labels = ["cat", "fish"]

img_transforms = transforms.Compose([
    transforms.Resize((64, 64)),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
])


class CatFishNet(nn.Module):
    def __init__(self, num_classes=2):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 256, kernel_size=3, padding=1), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(256 * 6 * 6, 512), nn.ReLU(),
            nn.Dropout(), nn.Linear(512, num_classes),
        )

    def forward(self, x):
        x = self.avgpool(self.features(x))
        x = torch.flatten(x, start_dim=1)
        return self.classifier(x)


def train(model, loader, optimizer, epochs=1):
    model.train()
    for epoch in range(epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs), targets)
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())


def predict(model, path):
    model.eval()
    img = img_transforms(Image.open(path).convert("RGB"))
    with torch.no_grad():
        prediction = F.softmax(model(img), dim=-1)
    return labels[prediction.argmax()]


train_data = FakeData(size=32, image_size=(3, 90, 120), num_classes=2, transform=img_transforms)
net = CatFishNet()
train(net, DataLoader(train_data, batch_size=16, shuffle=True), torch.optim.Adam(net.parameters(), lr=0.001))

with tempfile.TemporaryDirectory() as folder:
    photo = os.path.join(folder, "file.jpg")
    Image.fromarray(np.random.randint(0, 256, (90, 120, 3), dtype=np.uint8)).save(photo)
    print(predict(net, photo))
