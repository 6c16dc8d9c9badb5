import os

import torch
from torch import nn


def create_body():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.Conv2d(32, 64, 3, 2, 1), nn.BatchNorm2d(64), nn.ReLU())


def create_head(nf, n_out):
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm1d(nf), nn.Dropout(0.25), nn.Linear(nf, 512),
        nn.ReLU(), nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, n_out))


class Learner:
    def __init__(self, data, path):
        self.data, self.path = data, path
        self.model = nn.Sequential(create_body(), create_head(64, data.c))

    def fit(self, epochs, lr=1e-3):
        opt = torch.optim.Adam(self.model.parameters(), lr)
        for epoch in range(epochs):
            for xb, yb in self.data.train_dl:
                loss = nn.functional.cross_entropy(self.model(xb), yb)
                loss.backward()
                opt.step()
                opt.zero_grad()
            print(epoch, round(loss.item(), 4))

    def save(self, name):
        torch.save(self.model.state_dict(), os.path.join(self.path, name + ".pth"))

    def load(self, name):
        state = torch.load(os.path.join(self.path, name + ".pth"))
        self.model.load_state_dict(state)
        return self
