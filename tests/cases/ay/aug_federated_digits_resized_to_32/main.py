import copy

import torch
import torch.nn.functional as F

from data_utils import make_loaders
from models import MnistCNN

dataset = "mnist"
n_workers = 4
rounds = 1
lr = 0.05


def local_update(model, loader):
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.state_dict(), loss.item()


def average(states):
    return {k: torch.stack([s[k] for s in states]).mean(0) for k in states[0]}


server = MnistCNN()
loaders = make_loaders(dataset, n_workers, batch_size=8)
for r in range(rounds):
    results = [local_update(server, loader) for loader in loaders]
    server.load_state_dict(average([s for s, _ in results]))
    print(f"round {r}: loss {sum(l for _, l in results) / n_workers:.3f}")
