import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from data import GateCamera
from exp import Exp
from pafpn import PAFPN

STRIDES = (8, 16)


class Detector(nn.Module):
    def __init__(self, exp):
        super().__init__()
        self.neck = PAFPN(exp.width)
        c3, c4 = exp.width[-3], exp.width[-2]
        self.preds = nn.ModuleList(nn.Conv2d(c, 1 + exp.num_classes, 1) for c in (c3, c4))

    def forward(self, x):
        return [pred(f) for pred, f in zip(self.preds, self.neck(x))]


def detection_loss(outputs, targets):
    loss = 0.0
    for out, stride in zip(outputs, STRIDES):
        obj = torch.zeros_like(out[:, 0])
        for b, (cx, cy, cls) in enumerate(targets):
            gx, gy = int(cx // stride), int(cy // stride)
            obj[b, gy, gx] = 1.0
            loss = loss + F.cross_entropy(out[b, 1:, gy, gx][None], cls.long()[None])
        loss = loss + F.binary_cross_entropy_with_logits(out[:, 0], obj)
    return loss


exp = Exp()
model = Detector(exp)
optimizer = torch.optim.SGD(model.parameters(), exp.basic_lr, momentum=0.9)
loader = DataLoader(GateCamera(exp.input_size, exp.num_classes, exp.max_iter), batch_size=exp.batch_size)
for it, (imgs, targets) in enumerate(loader):
    loss = detection_loss(model(imgs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {it + 1}/{exp.max_iter} total_loss {loss.item():.3f}")
