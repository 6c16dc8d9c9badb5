import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models

parser = argparse.ArgumentParser(description="PENCIL on CIFAR-10")
parser.add_argument("--arch", default="resnet18")
parser.add_argument("--classnum", default=10, type=int)
parser.add_argument("--alpha", default=0.1, type=float)
parser.add_argument("--beta", default=0.4, type=float)
args = parser.parse_args([])

softmax = nn.Softmax(dim=1)
logsoftmax = nn.LogSoftmax(dim=1)
K = 10


def train(train_loader, model, optimizer, y):
    model.train()
    for input, target, index in train_loader:
        output = model(input)
        yy = y[index].clone().requires_grad_(True)
        last_y_var = softmax(yy)
        lc = torch.mean(softmax(output) * (logsoftmax(output) - torch.log(last_y_var)))
        lo = nn.functional.cross_entropy(last_y_var, target)
        le = -torch.mean(softmax(output) * logsoftmax(output))
        loss = lc + args.alpha * lo + args.beta * le
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        y[index] = yy.data - 100 * yy.grad
        print(f"loss {loss.item():.4f}")


def main():
    images = torch.rand(16, 3, 32, 32)
    noisy = torch.randint(0, args.classnum, (16,))
    data = TensorDataset(images, noisy, torch.arange(16))
    train_loader = DataLoader(data, batch_size=8, shuffle=True)
    model = models.__dict__[args.arch]()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    y = K * nn.functional.one_hot(noisy, args.classnum).float()
    train(train_loader, model, optimizer, y)


main()
