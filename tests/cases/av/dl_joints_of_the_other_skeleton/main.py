import os
import tempfile

import torch
from torch.utils.data import DataLoader

import config as cfg
from skeletons import PoseDataset, write_annotations
from stgcn import STGCN


def train(root):
    data = PoseDataset(os.path.join(root, cfg.data["ann_file"]), cfg.data["clip_len"], cfg.data["num_person"])
    loader = DataLoader(data, batch_size=cfg.data["videos_per_gpu"])
    model = STGCN(**cfg.model)
    optim = torch.optim.SGD(model.parameters(), **cfg.optimizer)
    for keypoint, label in loader:
        loss = torch.nn.functional.cross_entropy(model(keypoint), label)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"loss_cls: {loss.item():.4f}")


with tempfile.TemporaryDirectory() as root:
    write_annotations(root)
    train(root)
