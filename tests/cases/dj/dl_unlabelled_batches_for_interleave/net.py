from torch import nn


class SmallNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.1))
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x):
        return self.fc(self.stem(x).mean(dim=(2, 3)))
