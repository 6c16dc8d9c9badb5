import numpy as np
import torch
from torch.utils.data import DataLoader

import config
from joints_dataset import JointsDataset
from pose_resnet import PoseResNet


def flip_half(patch):
    return np.ascontiguousarray(patch[:, ::-1]) if np.random.rand() < 0.5 else patch


def main():
    dataset = JointsDataset(config.DATASET, transform=flip_half)
    loader = DataLoader(dataset, batch_size=config.TRAIN["batch_size"], shuffle=True)
    model = PoseResNet(config.DATASET["n_joints"], **config.MODEL)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.TRAIN["lr"])
    criterion = torch.nn.MSELoss()
    for epoch in range(config.TRAIN["epochs"]):
        for step, (images, heatmaps) in enumerate(loader):
            output = model(images)
            loss = criterion(output, heatmaps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} step {step} loss {loss.item():.5f}")


if __name__ == "__main__":
    main()
