import torch
import torch.nn.functional as F

from config import LoadConfig
from load_model import MainModel


def shuffle_tiles(img, n=7):
    tiles = [t for row in img.chunk(n, -2) for t in row.chunk(n, -1)]
    tiles = [tiles[i] for i in torch.randperm(len(tiles))]
    return torch.cat([torch.cat(tiles[r * n:(r + 1) * n], -1) for r in range(n)], -2)


def train(dataset, path, cls_2=False, cls_mul=True, steps=2):
    cfg = LoadConfig(dataset, "train")
    cfg.cls_2 = cls_2
    cfg.cls_2xmul = cls_mul
    model = MainModel(cfg)
    opt = torch.optim.SGD(model.parameters(), lr=8e-4, momentum=0.9)
    for _ in range(steps):
        img = torch.rand(4, 3, cfg.crop_resolution, cfg.crop_resolution)
        label = torch.randint(0, cfg.numcls, (4,))
        swap_label = label + cfg.numcls if cls_mul else torch.ones_like(label)
        keep_label = label if cls_mul else torch.zeros_like(label)
        logits, swap, _ = model(torch.cat([img, shuffle_tiles(img)]))
        loss = F.cross_entropy(logits, label.repeat(2)) + F.cross_entropy(swap, torch.cat([keep_label, swap_label]))
        opt.zero_grad()
        loss.backward()
        opt.step()
    torch.save(model.state_dict(), path)
    return loss.item()
