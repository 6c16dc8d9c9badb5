import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import models


class Pedestrians(Dataset):
    """Crops of persons, 128 x 64, with the person's number."""

    def __init__(self, n, n_ids=5):
        g = torch.Generator().manual_seed(n)
        self.images = torch.rand(n, 3, 128, 64, generator=g)
        self.ids = torch.arange(n) % n_ids

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return self.images[i], self.ids[i]


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, num_bottleneck=64, droprate=0.5):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.Dropout(droprate),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        return self.classifier(self.add_block(x))


class FtNet(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.model = models.resnet18(weights=None)
        self.model.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        m = self.model
        x = m.maxpool(m.relu(m.bn1(m.conv1(x))))
        x = m.layer4(m.layer3(m.layer2(m.layer1(x))))
        x = m.avgpool(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def run(phase, model, loader, criterion, optimizer):
    model.train(phase == "train")
    loss_sum, correct, n = 0.0, 0, 0
    for inputs, labels in loader:
        with torch.set_grad_enabled(phase == "train"):
            outputs = model(inputs)
            loss = criterion(outputs, labels)
        if phase == "train":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        loss_sum += loss.item() * len(labels)
        correct += (outputs.argmax(1) == labels).sum().item()
        n += len(labels)
    return loss_sum / n, correct / n


torch.manual_seed(0)
batch_size = 8
loaders = {
    "train": DataLoader(Pedestrians(24), batch_size=batch_size, shuffle=True),
    "val": DataLoader(Pedestrians(9), batch_size=batch_size),
}
model = FtNet(class_num=5)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
for phase in ("train", "val"):
    loss, acc = run(phase, model, loaders[phase], criterion, optimizer)
    print(f"{phase}: loss {loss:.4f} acc {acc:.4f}")
