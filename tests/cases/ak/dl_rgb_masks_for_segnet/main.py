import os
import tempfile

import torch
from torch.utils.data import DataLoader

from data_controller import SegDataset, write_linemod_sample
from loss import loss_calculation
from segnet import SegNet

batch_size = 3
n_epochs = 2


def train(dataset_root):
    dataset = SegDataset(dataset_root, os.path.join(dataset_root, "train.txt"), obj_id=1)
    dataloader = DataLoader(dataset, batch_size=batch_size, shuffle=True)
    model = SegNet(n_classes=2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(1, n_epochs + 1):
        model.train()
        train_all_cost = 0.0
        for rgb, target in dataloader:
            semantic = model(rgb)
            optimizer.zero_grad()
            semantic_loss = loss_calculation(semantic, target)
            train_all_cost += semantic_loss.item()
            semantic_loss.backward()
            optimizer.step()
        print(f"epoch {epoch}, train loss {train_all_cost / len(dataloader):.4f}")


with tempfile.TemporaryDirectory() as root:
    write_linemod_sample(root)
    train(root)
