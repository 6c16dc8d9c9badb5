import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

cls_num = 4


class WeatherNet(nn.Module):
    def __init__(self):
        super().__init__()
        backbone = models.resnet50(weights=None)
        backbone.avgpool = nn.AdaptiveAvgPool2d(1)
        backbone.fc = nn.Linear(512, cls_num)
        self.net = backbone

    def forward(self, img):
        out = self.net(img)
        return out


def loaders(batch_size):
    train_tf = transforms.Compose([
        transforms.Resize((64, 64)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    photos = datasets.FakeData(size=4, image_size=(3, 100, 120), num_classes=cls_num, transform=train_tf)
    return DataLoader(photos, batch_size=batch_size, shuffle=True)


def train(train_loader, model, criterion, optimizer):
    model.train()
    total = 0.0
    for images, target in train_loader:
        output = model(images)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(train_loader)


model = WeatherNet()
print(train(loaders(2), model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), lr=0.01)))
