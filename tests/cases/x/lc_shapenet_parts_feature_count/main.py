import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

import conf
from pointnet2 import PointNet2
from shapenet import ShapeNetDataset


def train():
    opt = conf.training
    dataset = ShapeNetDataset(conf.data, conf.NUM_CLASSES)
    loader = DataLoader(dataset, batch_size=opt["batch_size"], shuffle=True)
    model = PointNet2(conf.models[opt["model_name"]], conf.NUM_CLASSES)
    optimizer = torch.optim.Adam(model.parameters(), lr=opt["lr"])
    for epoch in range(opt["epochs"]):
        for pos, x, labels in loader:
            optimizer.zero_grad()
            scores = model(pos, x)
            loss = F.cross_entropy(scores.flatten(0, 1), labels.flatten())
            loss.backward()
            optimizer.step()
        print(f"EPOCH {epoch} / {opt['epochs']}: loss {loss.item():.3f}")


if __name__ == "__main__":
    train()
