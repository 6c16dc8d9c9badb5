import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision.datasets import FakeData
from torchvision.transforms import ToTensor


class ImagePooling(nn.Module):
    """Global average, 1x1 convolution and normalisation, stretched back to the map's size."""

    def __init__(self, cin, cout):
        super().__init__()
        self.squash = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(),
        )

    def forward(self, x):
        return self.squash(x).expand(-1, -1, *x.shape[2:])


class SceneNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 24, 5, stride=4, bias=False), nn.BatchNorm2d(24), nn.ReLU())
        self.pooling = ImagePooling(24, 16)
        self.head = nn.Linear(24 + 16, classes)

    def forward(self, x):
        h = self.backbone(x)
        return self.head(torch.cat([h, self.pooling(h)], dim=1).mean(dim=(2, 3)))


def make_loaders(bs):
    full = FakeData(size=42, image_size=(3, 64, 64), num_classes=5, transform=ToTensor())
    train_ds, valid_ds = random_split(full, [33, 9], generator=torch.Generator().manual_seed(0))
    return {
        "train": DataLoader(train_ds, batch_size=bs, shuffle=True),
        "valid": DataLoader(valid_ds, batch_size=bs),
    }


def fit(model, loaders, epochs):
    opt, crit = torch.optim.Adam(model.parameters(), 1e-3), nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for phase in ("train", "valid"):
            model.train(phase == "train")
            running = 0.0
            for x, y in loaders[phase]:
                with torch.set_grad_enabled(phase == "train"):
                    loss = crit(model(x), y)
                if phase == "train":
                    opt.zero_grad()
                    loss.backward()
                    opt.step()
                running += loss.item()
            print(epoch, phase, running / len(loaders[phase]))


fit(SceneNet(5), make_loaders(bs=8), epochs=1)
