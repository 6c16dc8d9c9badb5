"""``Conv2d(padding=0)`` on 28x28 images raises nothing: the image only becomes smaller, 26x26.

What raises is the head behind it, whose size was worked out for padding=1.
"""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 32, kernel_size=3, padding=0)
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Linear(32 * 14 * 14, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x))
        print("after the convolution:", tuple(x.shape))
        x = self.pool(x)
        return self.head(x.flatten(1))


torch.manual_seed(0)
images = torch.rand(64, 1, 28, 28)
print("scores:", tuple(Net()(images).shape))
