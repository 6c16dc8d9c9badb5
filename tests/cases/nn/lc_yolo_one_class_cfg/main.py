import torch

import yolov4_custom as cfg
from models import Darknet
from utils import compute_loss

data_dict = dict(nc=1, names=["drone"])


def batches(n, bs, size):
    g = torch.Generator().manual_seed(5)
    for _ in range(n):
        imgs = torch.rand(bs, 3, size, size, generator=g)
        box = torch.rand(bs, 4, generator=g) * 0.4 + 0.2
        targets = torch.cat([torch.arange(bs)[:, None].float(), torch.zeros(bs, 1), box], 1)
        yield imgs, targets


def train(epochs=1):
    torch.manual_seed(0)
    model = Darknet(cfg)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.937)
    for epoch in range(epochs):
        for i, (imgs, targets) in enumerate(batches(3, cfg.net["batch"], cfg.net["width"])):
            pred = model(imgs)  # forward
            loss = compute_loss(pred, targets, data_dict["nc"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"{epoch}/{epochs - 1} {i} total {loss.item():.4f}")


train()
