import os
import tempfile

import torch
import torch.nn.functional as F

from config import Config
from conve import ConvE


def toy_dataset(n_triples=200, num_entities=40, num_relations=6):
    g = torch.Generator().manual_seed(8)
    s = torch.randint(num_entities, (n_triples,), generator=g)
    p = torch.randint(num_relations, (n_triples,), generator=g)
    triples = torch.stack((s, p, (s * 3 + p) % num_entities), 1)
    return triples, {"num_entities": num_entities, "num_relations": num_relations}


def train(model, triples, config):
    optimizer = torch.optim.Adam(model.parameters(), lr=config.get("job.lr"))
    for epoch in range(config.get("job.epochs")):
        for batch in triples[torch.randperm(len(triples))].split(50):
            loss = F.cross_entropy(model(batch[:, 0], batch[:, 1]), batch[:, 2])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "avg loss", loss.item())
    return epoch


@torch.no_grad()
def hits_at_10(model, triples):
    top = model(triples[:, 0], triples[:, 1]).topk(10).indices
    return (top == triples[:, 2:]).any(1).float().mean().item()


torch.manual_seed(0)
config = Config()
triples, dataset = toy_dataset()
model = ConvE(config, dataset)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "checkpoint_00002.pt")
    model.save_to(path, train(model, triples, config))
    best = ConvE.load_from_checkpoint(path)
print("hits@10", hits_at_10(best, triples))
