import os
import tempfile

import torch

from baseline import Baseline
from checkpoint import Checkpointer
from engine import FaceCrops, Trainer


def build(dataset, lr=3.5e-4):
    model = Baseline(dataset.num_classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=20)
    return model, optimizer, scheduler


def pretrain(path):
    dataset = FaceCrops(num_ids=48, per_id=2, seed=0)
    model, optimizer, scheduler = build(dataset)
    Trainer(model, optimizer, scheduler, dataset).train(epochs=1)
    Checkpointer(model, optimizer=optimizer, scheduler=scheduler).save(path, epoch=1)


def finetune(path):
    dataset = FaceCrops(num_ids=25, per_id=4, seed=1)
    model, optimizer, scheduler = build(dataset)
    checkpointer = Checkpointer(model, optimizer=optimizer, scheduler=scheduler)
    checkpointer.load(path)
    Trainer(model, optimizer, scheduler, dataset).train(epochs=2)


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as out:
        weights = os.path.join(out, "model_final.pth")
        pretrain(weights)
        finetune(weights)
