import torch
from torch import nn

from birefnet import BiRefNet
from config import Config


def train(config, steps=2):
    model = BiRefNet(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    criterion = nn.BCEWithLogitsLoss()
    for step in range(steps):
        images = torch.rand(config.batch_size, 3, config.size, config.size)
        mattes = (images.mean(1, keepdim=True) > 0.5).float()
        loss = criterion(model(images), mattes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


train(Config())
