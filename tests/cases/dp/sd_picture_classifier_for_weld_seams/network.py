import torch
import torch.nn as nn


class SimpleNet(nn.Module):
    def __init__(self, img_size, num_classes=10):
        super(SimpleNet, self).__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1)
        self.conv2 = nn.Conv2d(16, 32, 3, 1, 1)
        self.pool = nn.MaxPool2d(4)
        self.fc1 = nn.Linear(self.num_feature_pixel(img_size), 64)
        self.fc2 = nn.Linear(64, num_classes)

    def num_feature_pixel(self, img_size):
        return 32 * (img_size // 16) ** 2

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = torch.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)
