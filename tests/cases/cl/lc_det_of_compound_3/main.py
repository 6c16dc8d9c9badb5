import argparse

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from loss import assign, focal_loss
from model import EfficientDet

parser = argparse.ArgumentParser()
parser.add_argument("--image_size", type=int, default=128)
parser.add_argument("--batch_size", type=int, default=2)
parser.add_argument("--compound_coef", type=int, default=3)
parser.add_argument("--backbone", default="efficientnet-b3")
parser.add_argument("--lr", type=float, default=1e-4)
opt = parser.parse_args([])

torch.manual_seed(123)
num_classes = 20
train_set = FakeData(4, (3, opt.image_size, opt.image_size), num_classes, transforms.ToTensor())
loader = DataLoader(train_set, batch_size=opt.batch_size, shuffle=True)

model = EfficientDet(num_classes, compound_coef=opt.compound_coef, backbone=opt.backbone)
optimizer = torch.optim.Adam(model.parameters(), opt.lr)
model.train()
for it, (img, label) in enumerate(loader):
    optimizer.zero_grad()
    classification, regression = model(img)
    hot, boxes = assign(classification.shape[1], label, num_classes)
    cls_loss = focal_loss(classification, hot)
    reg_loss = F.smooth_l1_loss(regression, boxes)
    (cls_loss + reg_loss).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
    optimizer.step()
    print(f"iteration {it}: cls {cls_loss.item():.4f} reg {reg_loss.item():.4f}")
