import torch
from torch import nn

from senet import SEResNet


def train(path, steps=2):
    """The long training, its weights are what everything else starts from."""
    model = SEResNet(num_classes=10, reduction=4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(steps):
        x, y = torch.rand(8, 3, 32, 32), torch.randint(0, 10, (8,))
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save({"model": model.state_dict(), "steps": steps}, path)
