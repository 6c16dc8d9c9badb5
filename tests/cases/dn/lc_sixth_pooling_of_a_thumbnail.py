import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

transform = transforms.Compose([
    transforms.Resize((32, 32)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])

photos = datasets.FakeData(size=40, image_size=(3, 120, 120), num_classes=6, transform=transform)
loader = DataLoader(photos, batch_size=20, shuffle=True)


def conv(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU())


class SceneNet(nn.Module):
    """Buildings, forest, glacier, mountain, sea, street."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv(3, 16),
            nn.MaxPool2d(2),
            conv(16, 32),
            nn.MaxPool2d(2),
            conv(32, 32),
            nn.MaxPool2d(2),
            conv(32, 64),
            nn.MaxPool2d(2),
            conv(64, 64),
            nn.MaxPool2d(2),
            conv(64, 64),
            nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(64, 6)

    def forward(self, x):
        x = self.layers(x)
        return self.fc(x.flatten(1))


net = SceneNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    for x, y in loader:
        loss = nn.functional.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", round(loss.item(), 3))
