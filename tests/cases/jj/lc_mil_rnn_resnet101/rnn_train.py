import torch
import torch.nn.functional as F
from torch import nn

import encoders


class ResNetEncoder(nn.Module):
    """Turns a tile into the feature vector of the network that the MIL step has trained."""

    def __init__(self, arch):
        super().__init__()
        net = encoders.build(arch)
        self.features = nn.Sequential(net.conv1, nn.ReLU(), net.maxpool, net.stages, nn.AdaptiveAvgPool2d(1))

    def forward(self, x):
        return self.features(x).flatten(1)


class RnnSingle(nn.Module):
    def __init__(self, ndims):
        super().__init__()
        self.ndims = ndims
        self.fc1 = nn.Linear(64, ndims)
        self.fc2 = nn.Linear(ndims, ndims)
        self.fc3 = nn.Linear(ndims, 2)

    def forward(self, features, state):
        state = F.relu(self.fc1(features) + self.fc2(state))
        return self.fc3(state), state

    def init_hidden(self, batch_size):
        return torch.zeros(batch_size, self.ndims)


def train_single(embedder, rnn, loader, criterion, optimizer):
    rnn.train()
    running = 0.0
    for bags, target in loader:
        state = rnn.init_hidden(bags.size(0))
        for s in range(bags.size(1)):
            with torch.no_grad():
                features = embedder(bags[:, s])
            output, state = rnn(features, state)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running += loss.item()
    return running / len(loader)
