import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(3), nn.Conv2d(4, 8, 5), nn.Flatten())


def smallest(net, sides):
    """The first side that the network accepts."""
    for side in sides:
        try:
            return side, net(torch.rand(1, 1, side, side)).shape[1]
        except RuntimeError as error:
            print(side, "does not fit:", type(error).__name__)
    raise SystemExit("none fits")


side, features = smallest(net, (8, 12, 16, 20, 24))
head = nn.Linear(features, 3)
print(side, features, head(net(torch.rand(2, 1, side, side))).shape)
