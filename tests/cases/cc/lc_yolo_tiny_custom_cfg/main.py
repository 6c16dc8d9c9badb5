import argparse
import os

import torch
from torch.utils.data import DataLoader

from datasets import HelmetDataset
from models import Darknet

HERE = os.path.dirname(os.path.abspath(__file__))

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=2)
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--model_def", type=str, default="config/yolov3-tiny-helmet.cfg")
opt = parser.parse_args()

torch.manual_seed(0)
model = Darknet(os.path.join(HERE, opt.model_def))
dataset = HelmetDataset(8, int(model.hyperparams["height"]))
dataloader = DataLoader(dataset, batch_size=opt.batch_size, shuffle=True, collate_fn=dataset.collate_fn)
optimizer = torch.optim.Adam(model.parameters())

for epoch in range(opt.epochs):
    for batch_i, (imgs, targets) in enumerate(dataloader):
        loss = model(imgs, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"---- [Epoch {epoch}/{opt.epochs}, Batch {batch_i}/{len(dataloader)}] loss {loss.item():.4f}")
