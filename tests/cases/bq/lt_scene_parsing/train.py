import torch
from torch.utils.data import DataLoader

from dataset import RoomScenes
from models import build


def main(cfg):
    torch.manual_seed(304)
    loader = DataLoader(RoomScenes(cfg.DATASET), batch_size=cfg.TRAIN.batch_size, shuffle=True)
    module = build(cfg)
    optimizer = torch.optim.SGD(module.parameters(), lr=cfg.TRAIN.lr, momentum=0.9)
    module.train()
    for it, feed in zip(range(cfg.TRAIN.num_iters), loader):
        optimizer.zero_grad()
        loss, acc = module(feed)
        loss.backward()
        optimizer.step()
        print(f"iter {it} loss {loss.item():.4f} acc {acc.item() * 100:.2f}")
