import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import FakeData

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="VGG16", choices=["LightenB", "VGG16"])
parser.add_argument("--load_size", type=int, default=140)
parser.add_argument("--input_size", type=int, default=128)
parser.add_argument("--batch_size", type=int, default=2)
opt = parser.parse_args([])

ATTRIBUTES = {"sleeve": 3, "collar": 4, "colour": 6}


class Clothes(Dataset):
    def __init__(self, opt, n=4):
        self.pictures = FakeData(size=n, image_size=(3, 300, 260))
        self.transform = transforms.Compose([
            transforms.Resize((opt.load_size, opt.load_size)),
            transforms.RandomCrop(opt.input_size),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        labels = [i % n for n in ATTRIBUTES.values()]
        return self.transform(self.pictures[i][0]), labels


class LightenB(nn.Sequential):
    def __init__(self, feature_dim=64):
        super().__init__(nn.Conv2d(3, 16, 5, 4, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(16, feature_dim))


class VGG16(nn.Module):
    """The layout of VGG16 with thinner first stages."""

    def __init__(self, feature_dim=64):
        super().__init__()
        layers, cin = [], 3
        for cout in (8, 16, 32, 32, 512):
            layers += [nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(True), nn.MaxPool2d(2, 2)]
            cin = cout
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(512 * 7 * 7, 128), nn.ReLU(True), nn.Dropout(), nn.Linear(128, feature_dim))

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)


class MultiLabelModel(nn.Module):
    def __init__(self, basemodel, feature_dim=64):
        super().__init__()
        self.basemodel = basemodel
        self.heads = nn.ModuleList(nn.Linear(feature_dim, n) for n in ATTRIBUTES.values())

    def forward(self, x):
        x = self.basemodel(x)
        return [head(x) for head in self.heads]


model = MultiLabelModel({"LightenB": LightenB, "VGG16": VGG16}[opt.model]())
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for x, targets in DataLoader(Clothes(opt), batch_size=opt.batch_size):
    outputs = model(x)
    loss = sum(nn.functional.cross_entropy(o, t) for o, t in zip(outputs, targets))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
