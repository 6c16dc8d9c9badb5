import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, bottleneck=128, droprate=0.5):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, bottleneck),
            nn.BatchNorm1d(bottleneck),
            nn.LeakyReLU(0.1),
            nn.Dropout(droprate),
        )
        self.classifier = nn.Linear(bottleneck, class_num)

    def forward(self, x):
        x = self.add_block(x)
        return self.classifier(x)


class ReIDNet(nn.Module):
    """ResNet body, one pooled vector per person, identity classifier."""

    def __init__(self, class_num):
        super().__init__()
        body = models.resnet18(weights=None)
        self.body = nn.Sequential(*list(body.children())[:-2])
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        x = self.body(x)
        x = self.avgpool(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def people(n, n_ids, seed):
    g = torch.Generator().manual_seed(seed)
    return TensorDataset(torch.rand(n, 3, 64, 32, generator=g), torch.randint(0, n_ids, (n,), generator=g))


N_IDS = 5
train_loader = DataLoader(people(16, N_IDS, 0), batch_size=8, shuffle=True)
val_loader = DataLoader(people(17, N_IDS, 1), batch_size=8)
model = ReIDNet(N_IDS)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True)

for phase, loader in (("train", train_loader), ("val", val_loader)):
    model.train(phase == "train")
    corrects = 0
    for inputs, labels in loader:
        with torch.set_grad_enabled(phase == "train"):
            outputs = model(inputs)
            loss = criterion(outputs, labels)
        if phase == "train":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        corrects += (outputs.argmax(1) == labels).sum().item()
    print(phase, corrects / len(loader.dataset))
