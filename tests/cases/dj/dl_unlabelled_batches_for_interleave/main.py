import argparse

import torch

from cifar import get_loaders
from fixmatch import train_step
from net import SmallNet

parser = argparse.ArgumentParser(description="PyTorch FixMatch Training")
parser.add_argument("--batch-size", default=16, type=int, help="train batchsize")
parser.add_argument("--mu", default=7, type=int, help="coefficient of unlabeled batch size")
parser.add_argument("--threshold", default=0.95, type=float)
args = parser.parse_args([])

labeled_trainloader, unlabeled_trainloader = get_loaders(args)
model = SmallNet(num_classes=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, nesterov=True)
for labeled, unlabeled in zip(labeled_trainloader, unlabeled_trainloader):
    loss = train_step(args, model, labeled, unlabeled)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
