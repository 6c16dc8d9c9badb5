import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms

NOISE_SHAPES = {
    "cifar10": (3, 32, 32),
    "imagenet-mini": (3, 256, 256),
}


def get_transforms(dataset):
    if dataset.startswith("cifar"):
        return transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    return transforms.Compose([
        transforms.Resize((224, 224)),
        transforms.ToTensor(),
    ])


class PerturbedDataset(Dataset):
    def __init__(self, base, noise):
        self.base, self.noise = base, noise

    def __len__(self):
        return len(self.base)

    def __getitem__(self, i):
        x, y = self.base[i]
        return torch.clamp(x + self.noise[i], 0, 1), y


dataset, radius, num_classes = "imagenet-mini", 8 / 255, 10
base = datasets.FakeData(size=8, image_size=(3, 375, 500), num_classes=num_classes, transform=get_transforms(dataset))
noise = torch.empty(len(base), *NOISE_SHAPES[dataset]).uniform_(-radius, radius)
loader = DataLoader(PerturbedDataset(base, noise), batch_size=4)

model = nn.Sequential(
    nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.BatchNorm2d(16), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, num_classes),
)
optim = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for step, (x, y) in enumerate(loader):
    loss = nn.functional.cross_entropy(model(x), y)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print("step", step, "loss", round(loss.item(), 4))
