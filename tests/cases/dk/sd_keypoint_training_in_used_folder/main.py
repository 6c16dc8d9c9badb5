import os
import tempfile

import torch

from checkpoint import Checkpointer
from configs import e2e_faster_rcnn, e2e_keypoint_rcnn
from rcnn import GeneralizedRCNN


def train_net(cfg, root):
    model = GeneralizedRCNN(cfg)
    checkpointer = Checkpointer(model, os.path.join(root, cfg["OUTPUT_DIR"]))
    start = checkpointer.load()
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg["BASE_LR"])
    for iteration in range(start, cfg["MAX_ITER"]):
        labels = torch.randint(0, cfg["NUM_CLASSES"], (8,))
        loss = model(torch.rand(8, 3, 64, 64), labels, torch.rand(8, 17, 2))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter {iteration} loss {loss.item():.3f}")
    checkpointer.save(cfg["MAX_ITER"])


with tempfile.TemporaryDirectory() as root:
    for cfg in (e2e_faster_rcnn, e2e_keypoint_rcnn):
        train_net(cfg, root)
