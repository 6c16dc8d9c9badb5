import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from torchvision import models, transforms


class Gallery(Dataset):
    """Crops of pedestrians from several cameras."""

    def __init__(self, n, transform):
        g = torch.Generator().manual_seed(n)
        self.pictures = torch.randint(0, 256, (n, 3, 80, 40), generator=g, dtype=torch.uint8)
        self.transform = transform

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        return self.transform(self.pictures[i]), i % 5


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, num_bottleneck=64):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck), nn.BatchNorm1d(num_bottleneck), nn.Dropout(p=0.5)
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        return self.classifier(self.add_block(x))


class ft_net(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.model = models.resnet18(weights=None)
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        x = self.model.conv1(x)
        x = self.model.bn1(x)
        x = self.model.relu(x)
        x = self.model.maxpool(x)
        x = self.model.layer1(x)
        x = self.model.layer2(x)
        x = self.model.layer3(x)
        x = self.model.layer4(x)
        x = self.model.avgpool(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def train(model, loader, criterion, optimizer):
    model.train()
    for inputs, labels in loader:
        loss = criterion(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("train", round(loss.item(), 3))


def evaluate(model, loader):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for inputs, labels in loader:
            outputs = model(inputs)
            correct += (outputs.argmax(1) == labels).sum().item()
            total += len(labels)
    print("rank-1", correct / total)


torch.manual_seed(0)
data_transforms = transforms.Compose([
    transforms.ConvertImageDtype(torch.float),
    transforms.Resize((64, 32)),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
model = ft_net(5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)
train(model, DataLoader(Gallery(16, data_transforms), batch_size=8, shuffle=True), nn.CrossEntropyLoss(), optimizer)
evaluate(model, DataLoader(Gallery(13, data_transforms), batch_size=4))
