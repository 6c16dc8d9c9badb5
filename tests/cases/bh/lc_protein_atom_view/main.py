import torch

import config
from gearnet import GearNet
from protein import Protein

dataset = [(Protein(20 + i, config.task["view"], seed=i), i % config.task["num_class"]) for i in range(6)]

torch.manual_seed(0)
model = GearNet(num_class=config.task["num_class"], **config.model)
optimizer = torch.optim.Adam(model.parameters(), **config.optimizer)
for graph, label in dataset:
    pred = model(graph, graph.node_feature.float())
    loss = torch.nn.functional.cross_entropy(pred, torch.tensor([label]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(graph.num_node, loss.item())
