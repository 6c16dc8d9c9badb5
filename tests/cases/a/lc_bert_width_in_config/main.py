import torch
from torch import nn, optim

from config import Config
from model import WordPairModel


def batches(config, n=2, length=8):
    g = torch.Generator().manual_seed(6)
    position = torch.arange(length)
    dist = (position[:, None] - position[None]).abs().expand(config.batch_size, -1, -1)
    for _ in range(n):
        ids = torch.randint(1, 300, (config.batch_size, length), generator=g)
        yield ids, dist, torch.randint(0, config.label_num, (config.batch_size, length, length), generator=g)


class Trainer:
    def __init__(self, model, config):
        self.model, self.config = model, config
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.AdamW(model.parameters(), lr=config.learning_rate)

    def train(self, epoch):
        self.model.train()
        for bert_inputs, dist_inputs, grid_labels in batches(self.config):
            outputs = self.model(bert_inputs, dist_inputs)
            loss = self.criterion(outputs.flatten(0, 2), grid_labels.flatten())
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad()
        print("epoch", epoch, "loss", loss.item())


config = Config()
trainer = Trainer(WordPairModel(config), config)
trainer.train(0)
