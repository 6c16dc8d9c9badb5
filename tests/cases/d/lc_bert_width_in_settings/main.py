import os

import torch
from torch import nn

from config import Config
from model import TagModel


def sentences(config, batches=2):
    g = torch.Generator().manual_seed(0)
    for _ in range(batches):
        ids = torch.randint(0, 120, (config.batch_size, 9), generator=g)
        grid = torch.randint(0, config.label_num, (config.batch_size, 9, 9), generator=g)
        yield ids, grid


class Trainer:
    def __init__(self, model, config):
        self.model, self.config = model, config
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
        self.criterion = nn.CrossEntropyLoss()

    def train(self, epoch):
        for ids, grid in sentences(self.config):
            outputs = self.model(ids)
            loss = self.criterion(outputs.flatten(0, 2), grid.flatten())
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(epoch, loss.item())


config = Config(os.path.join(os.path.dirname(os.path.abspath(__file__)), "news.json"))
trainer = Trainer(TagModel(config), config)
for i in range(config.epochs):
    trainer.train(i)
