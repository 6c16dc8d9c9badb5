import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

INPUT_SIZE = 112
MEAN, STD = (0.425, 0.297, 0.212), (0.276, 0.202, 0.168)

train_preprocess = transforms.Compose([
    transforms.RandomResizedCrop(INPUT_SIZE, scale=(0.8, 1.2)),
    transforms.RandomHorizontalFlip(),
    transforms.RandomRotation(180),
    transforms.ToTensor(),
    transforms.Normalize(MEAN, STD),
])
test_preprocess = transforms.Compose([
    transforms.Resize(INPUT_SIZE),
    transforms.ToTensor(),
    transforms.Normalize(MEAN, STD),
])


class Fundus(Dataset):
    cameras = [(212, 160), (200, 150), (192, 144), (240, 160)]

    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        photo = Image.effect_noise(self.cameras[i % len(self.cameras)], 40 + i).convert("RGB")
        return self.transform(photo), i % 5


def accuracy(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    model.train()
    return correct / len(loader.dataset)


model = nn.Sequential(
    nn.Conv2d(3, 16, 5, stride=2), nn.BatchNorm2d(16), nn.LeakyReLU(0.01), nn.MaxPool2d(3, 2),
    nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.LeakyReLU(0.01),
    nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(0.25), nn.Linear(128, 5),
)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, nesterov=True)
train_loader = DataLoader(Fundus(16, train_preprocess), batch_size=8, shuffle=True)
val_loader = DataLoader(Fundus(8, test_preprocess), batch_size=4)
for x, y in train_loader:
    loss = nn.CrossEntropyLoss()(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
print("val acc", accuracy(model, val_loader))
