import torch
from torch import nn

from cfg import TINY, parse
from models import Darknet

NAMES = ["left", "right", "straight", "stop", "turn", "merge"]


def arrow_batch(n=4, side=208, cells=13):
    images = torch.rand(n, 3, side, side)
    where = [(int(torch.randint(0, cells, (1,))), int(torch.randint(0, cells, (1,)))) for _ in range(n)]
    kinds = torch.randint(0, len(NAMES), (n,))
    return images, where, kinds


def compute_loss(pred, where, kinds):
    objectness = torch.zeros_like(pred[..., 4])
    cls_loss = pred.new_zeros(())
    for b, (y, x) in enumerate(where):
        objectness[b, 0, y, x] = 1
        cls_loss = cls_loss + nn.functional.cross_entropy(pred[b, 0, y, x, 5:], kinds[b])
    return nn.functional.binary_cross_entropy_with_logits(pred[..., 4], objectness) + cls_loss / len(where)


model = Darknet(parse(TINY))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for step in range(3):
    images, where, kinds = arrow_batch()
    loss = compute_loss(model(images), where, kinds)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
