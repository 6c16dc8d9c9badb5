import os

import torch
from torch.utils.data import DataLoader, TensorDataset

from config import ROW_ANCHORS
from model import parsingNet


def get_train_loader(cfg, rows, n=8):
    images = torch.rand(n, 3, *cfg.size)
    cls_labels = torch.randint(0, cfg.griding_num + 1, (n, rows, cfg.num_lanes))
    return DataLoader(TensorDataset(images, cls_labels), batch_size=cfg.batch_size, shuffle=True)


def train(cfg, work_dir):
    cls_num_per_lane = ROW_ANCHORS[cfg.dataset]
    net = parsingNet(cfg.size, cls_dim=(cfg.griding_num + 1, cls_num_per_lane, cfg.num_lanes))
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg.learning_rate, weight_decay=1e-4)
    for epoch in range(cfg.epoch):
        for img, cls_label in get_train_loader(cfg, cls_num_per_lane):
            loss = torch.nn.functional.cross_entropy(net(img), cls_label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"ep {epoch} loss {loss.item():.3f}")
    path = os.path.join(work_dir, f"ep{cfg.epoch - 1:03d}.pth")
    torch.save({"model": net.state_dict(), "optimizer": optimizer.state_dict()}, path)
    return path
