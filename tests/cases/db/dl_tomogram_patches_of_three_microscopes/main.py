import os
import tempfile

import numpy as np
import torch
from torch.utils.data import DataLoader

from memseg_dataset import CryoETMemSegDataset
from prepare import write_patches
from unet import SemanticSegmentationUnet

TOMOGRAMS = {"spinach": 14.08, "chlamy": 10.0, "deepict": 13.48}


def dice_loss(logits, label):
    p = torch.sigmoid(logits).flatten(1)
    t = label.flatten(1)
    return 1 - ((2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1)).mean()


def train(data_dir, max_epochs=2, batch_size=4):
    train_ds = CryoETMemSegDataset(os.path.join(data_dir, "imagesTr"), os.path.join(data_dir, "labelsTr"), train=True)
    loader = DataLoader(train_ds, batch_size=batch_size, shuffle=True)
    model = SemanticSegmentationUnet()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.99, nesterov=True)
    for epoch in range(max_epochs):
        losses = []
        for batch in loader:
            loss = dice_loss(model(batch["image"]), batch["label"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch} train_loss {np.mean(losses):.4f}")


if __name__ == "__main__":
    np.random.seed(0)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as data_dir:
        write_patches(data_dir, TOMOGRAMS)
        train(data_dir)
