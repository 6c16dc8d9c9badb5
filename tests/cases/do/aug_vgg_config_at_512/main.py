import torch
from torch import nn

import config as cfg
from builder import build_loader
from vgg import VGG

n = cfg.data["samples_per_gpu"]
train_loader = build_loader(cfg.data["train"], n, True, seed=0)
val_loader = build_loader(cfg.data["val"], n, False, seed=100)
model = VGG(**cfg.model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

for img, gt_label in train_loader:
    loss = nn.functional.cross_entropy(model(img), gt_label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", round(loss.item(), 4))

model.eval()
with torch.no_grad():
    hits = sum((model(img).argmax(1) == gt_label).sum().item() for img, gt_label in val_loader)
print("top-1", hits / len(val_loader.dataset))
