import random

import torch
from torch import nn

from dataloaders import getDataLoader
from triplet_loss import TripletLoss

batch_size = 64
num_epochs = 1


class ReIDNet(nn.Module):
    def __init__(self, num_classes, dim=32):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, dim, 3, 2, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classifier = nn.Linear(dim, num_classes)

    def forward(self, x):
        feat = self.base(x)
        return feat, self.classifier(feat)


def train_model(model, loader, optimizer, num_epochs):
    triplet, xent = TripletLoss(margin=0.3), nn.CrossEntropyLoss()
    for epoch in range(num_epochs):
        for inputs, labels in loader:
            feat, logits = model(inputs)
            loss = xent(logits, labels) + triplet(feat, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(epoch, loss.item())


random.seed(0)
torch.manual_seed(0)
train_loader, num_classes = getDataLoader(batch_size)
model = ReIDNet(num_classes)
train_model(model, train_loader, torch.optim.Adam(model.parameters(), 3e-4), num_epochs)
