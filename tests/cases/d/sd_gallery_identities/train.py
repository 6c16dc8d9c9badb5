import os

import torch
from torch import nn

from model import PersonNet


def people(n_ids, shots=2):
    g = torch.Generator().manual_seed(1)
    labels = torch.arange(n_ids).repeat(shots)
    return torch.rand(len(labels), 3, 48, 24, generator=g), labels


def train_and_save(folder, n_ids=156):
    images, labels = people(n_ids)
    net = PersonNet(len(labels.unique()))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for x, y in zip(images.split(104), labels.split(104)):
        loss = nn.functional.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("trained, loss", round(loss.item(), 3))
    torch.save(net.state_dict(), os.path.join(folder, "net_last.pth"))
