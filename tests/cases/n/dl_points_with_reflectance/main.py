import torch
from torch import nn
from torch.utils.data import DataLoader

from config import cfg
from kitti import KittiScans
from rpn import RPN

torch.manual_seed(1)
loader = DataLoader(KittiScans(6, cfg.NUM_POINTS), batch_size=cfg.BATCH)
model = RPN(cfg.CLASSES)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for it, (pts, label) in enumerate(loader):
    logits = model(pts)
    loss = nn.functional.cross_entropy(logits, label[:, :cfg.RPN.NPOINT])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(it, loss.item())
