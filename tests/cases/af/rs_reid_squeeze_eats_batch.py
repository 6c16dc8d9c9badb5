import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Backbone(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))

    def forward(self, x):
        return self.avgpool(self.stem(x))


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, droprate=0.5, num_bottleneck=32):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.Dropout(droprate),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        return self.classifier(self.add_block(x))


class ReIDNet(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.model = Backbone()
        self.classifier = ClassBlock(64, class_num)

    def forward(self, x):
        x = self.model(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def pedestrians(n, n_ids, seed):
    g = torch.Generator().manual_seed(seed)
    return TensorDataset(torch.rand(n, 3, 128, 64, generator=g), torch.randint(0, n_ids, (n,), generator=g))


n_ids = 10
dataloaders = {
    "train": DataLoader(pedestrians(24, n_ids, 0), batch_size=8, shuffle=True),
    "val": DataLoader(pedestrians(17, n_ids, 1), batch_size=8),
}
net = ReIDNet(n_ids)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
for phase in ("train", "val"):
    net.train(phase == "train")
    total, correct = 0.0, 0
    for inputs, labels in dataloaders[phase]:
        with torch.set_grad_enabled(phase == "train"):
            outputs = net(inputs)
            loss = criterion(outputs, labels)
        if phase == "train":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(inputs)
        correct += (outputs.argmax(1) == labels).sum().item()
    n = len(dataloaders[phase].dataset)
    print(f"{phase} loss {total / n:.4f} acc {correct / n:.4f}")
