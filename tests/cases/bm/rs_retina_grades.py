import os
import tempfile
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, random_split
from torchvision import transforms
from torchvision.datasets import ImageFolder

CLASSES = ['Mild', 'Moderate', 'NoDR', 'Severe']


def create_images(root, per_class=6):
    rng = np.random.RandomState(42)
    for name in CLASSES:
        os.makedirs(os.path.join(root, name))
        for i in range(per_class):
            arr = rng.randint(0, 256, (120, 150, 3)).astype(np.uint8)
            Image.fromarray(arr).save(os.path.join(root, name, f'{name}_{i}.png'))


class ConvNet(nn.Module):
    def __init__(self, num_classes=4):
        super(ConvNet, self).__init__()
        self.conv1 = nn.Conv2d(3, 4, kernel_size=3, stride=1, padding=1)
        self.conv2 = nn.Conv2d(4, 8, kernel_size=3, stride=1, padding=1)
        self.conv3 = nn.Conv2d(8, 16, kernel_size=3, stride=1, padding=1)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc = nn.Linear(16 * 64 * 64, num_classes)

    def forward(self, X):
        X = self.pool(F.relu(self.conv1(X)))
        X = self.pool(F.relu(self.conv2(X)))
        X = self.pool(F.relu(self.conv3(X)))
        X = X.view(-1, 16 * 64 * 64)
        X = self.fc(X)
        return X


def evaluate(model, loader, criterion):
    model.eval()
    correct, total, val_loss = 0, 0, 0.0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images)
            val_loss += criterion(outputs, labels).item()
            correct += (outputs.argmax(dim=1) == labels).sum().item()
            total += labels.size(0)
    return val_loss / len(loader), correct / total


def fit(root, num_epochs=1, batch_size=8, lr=0.001):
    transform = transforms.Compose([
        transforms.Resize((256, 256)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ])
    dataset = ImageFolder(root, transform=transform)
    train_set, val_set = random_split(dataset, [16, 8], generator=torch.Generator().manual_seed(0))
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=batch_size)

    model = ConvNet(num_classes=len(dataset.classes))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(num_epochs):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            outputs = model(images)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
        print('epoch %d  val loss %.4f  val acc %.3f' % (epoch + 1, *evaluate(model, val_loader, criterion)))


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as folder:
        create_images(folder)
        fit(folder)
