"""A healthy ResNet-18 on small images."""

import torch
from loop import train
from torch import nn
from torchvision.models import resnet18

torch.manual_seed(0)
torch.set_num_threads(1)
model = resnet18(num_classes=10)
batches = [(torch.rand(4, 3, 32, 32), torch.randint(0, 10, (4,))) for _ in range(10)]
train(model, nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.01), batches, steps=4)
