import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData
from torchvision.transforms import functional as TF

CROP = 40

transform_train = transforms.Compose([
    transforms.RandomCrop(CROP),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])

transform_test = transforms.Compose([
    transforms.TenCrop(CROP),
    transforms.Lambda(lambda crops: torch.stack([TF.to_tensor(crop) for crop in crops])),
])

trainset = FakeData(32, (3, 48, 48), 7, transform=transform_train, random_offset=10)
testset = FakeData(12, (3, 48, 48), 7, transform=transform_test, random_offset=99)
trainloader = DataLoader(trainset, batch_size=8, shuffle=True)
testloader = DataLoader(testset, batch_size=4)


class FaceNet(nn.Module):
    def __init__(self, num_classes=7):
        super().__init__()
        layers, c_in = [], 3
        for c_out in (16, 32, 64):
            layers += [nn.Conv2d(c_in, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(), nn.MaxPool2d(2)]
            c_in = c_out
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(64 * 5 * 5, num_classes)

    def forward(self, x):
        out = self.features(x)
        out = out.view(out.size(0), -1)
        return self.classifier(out)


torch.manual_seed(2)
net = FaceNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)


def train(epoch):
    net.train()
    running = 0.0
    for images, labels in trainloader:
        optimizer.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
    print(f"epoch {epoch} train loss {running / len(trainloader):.3f}")


def test(epoch):
    net.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in testloader:
            outputs = net(images)
            predicted = outputs.argmax(1)
            correct += (predicted == labels).sum().item()
            total += labels.size(0)
    print(f"epoch {epoch} test accuracy {correct}/{total}")


for epoch in range(2):
    train(epoch)
    test(epoch)
