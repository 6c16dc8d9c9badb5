import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CLASSES = ["stop", "yield", "speed_limit"]
SIZE = 48


def sign_image(label, rng):
    img = rng.randint(0, 70, (SIZE, SIZE, 3))
    yy, xx = np.mgrid[:SIZE, :SIZE]
    if label == 0:
        shape = (abs(yy - 24) < 14) & (abs(xx - 24) < 14)
    elif label == 1:
        shape = (yy > 10) & (yy < 40) & (abs(xx - 24) < (40 - yy) / 2)
    else:
        shape = (yy - 24) ** 2 + (xx - 24) ** 2 < 200
    img[shape] = (210, 30 + 80 * label, 30)
    return img.astype(np.uint8)


class SignDataset(Dataset):
    def __init__(self, n, seed):
        rng = np.random.RandomState(seed)
        self.labels = rng.randint(0, len(CLASSES), n)
        self.images = [sign_image(y, rng) for y in self.labels]
        self.transform = transforms.Compose([
            transforms.ToPILImage(),
            transforms.RandomAffine(10, translate=(0.05, 0.05)),
            transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.labels[i])


class SignNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.bn = nn.BatchNorm2d(32)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(32 * 12 * 12, 64)
        self.fc2 = nn.Linear(64, len(CLASSES))

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.bn(self.conv2(x))))
        x = torch.flatten(x, 1)
        x = self.drop(torch.relu(self.fc1(x)))
        return self.fc2(x)


def train(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")


def test(model, loader):
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return hits / len(loader.dataset)


def load_photo(path):
    img = Image.open(path).convert("RGB").resize((SIZE, SIZE))
    arr = np.array(img, dtype=np.float32) / 255.0
    tensor = torch.from_numpy(arr)
    return tensor.unsqueeze(0)


def predict(model, path):
    model.eval()
    photo = load_photo(path)
    with torch.no_grad():
        probs = model(photo).softmax(dim=1)[0]
    best = int(probs.argmax())
    return CLASSES[best], float(probs[best])


if __name__ == "__main__":
    torch.manual_seed(0)
    net = SignNet()
    train(net, DataLoader(SignDataset(96, 0), batch_size=16, shuffle=True), epochs=2)
    print("test accuracy", test(net, DataLoader(SignDataset(32, 1), batch_size=16)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "my_photo.png")
        Image.fromarray(sign_image(2, np.random.RandomState(5))).resize((320, 240)).save(path)
        label, p = predict(net, path)
        print(f"{path.split(os.sep)[-1]}: {label} ({p:.2f})")
