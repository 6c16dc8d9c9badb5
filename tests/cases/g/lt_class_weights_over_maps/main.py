import torch
from torch.utils.data import DataLoader

from config import model as cfg
from head import SegmentationHead
from tiles import Tiles

torch.manual_seed(0)
head = SegmentationHead(**cfg)
optimizer = torch.optim.SGD(head.parameters(), lr=0.01)
for features, label in DataLoader(Tiles(cfg["num_classes"]), batch_size=2):
    loss = head.loss(head(features), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss_ce", loss.item())
