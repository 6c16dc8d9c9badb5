import random

import numpy as np
import torch

import config
from model import FastflowModel
from mvtec import train_dataloader

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)

model = FastflowModel(**config.model)
optimizer = torch.optim.Adam(model.flows.parameters(), lr=1e-3)
for i, batch in enumerate(train_dataloader(config.dataset, config.transform_train)):
    hidden, jacobian = model(batch["image"])
    loss = (0.5 * hidden.pow(2).flatten(1).sum(1) - jacobian).mean() / hidden[0].numel()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(i, f"train_loss {loss.item():.4f}")
