import json
import random
from pathlib import Path

import torch
from net import DualResolution
from roads import RoadScenes
from torch import nn
from torch.utils.data import DataLoader

random.seed(0)
torch.manual_seed(0)
settings = json.loads(Path(__file__).with_name("settings.json").read_text())
train = settings["train"]
scenes = RoadScenes(12, multi_scale=train["multi_scale"], num_classes=settings["model"]["num_classes"])
net = DualResolution(train["image_size"], **settings["model"])
optimizer = torch.optim.SGD(net.parameters(), lr=train["lr"])
for step, (images, labels) in enumerate(DataLoader(scenes, batch_size=train["batch_size"], shuffle=True)):
    loss = nn.functional.cross_entropy(net(images), labels, ignore_index=255)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
