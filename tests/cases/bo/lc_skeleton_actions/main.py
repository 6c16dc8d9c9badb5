import torch
from torch.utils.data import DataLoader

from config import cfg
from poses import PoseSequences
from stgcn import STGCN


def run_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for keypoints, label in loader:
        loss = torch.nn.functional.cross_entropy(model(keypoints), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


if __name__ == "__main__":
    torch.manual_seed(cfg["seed"])
    train_set = PoseSequences(**cfg["data"])
    loader = DataLoader(train_set, batch_size=cfg["batch_size"], shuffle=True)
    model = STGCN(**cfg["model"])
    sgd = torch.optim.SGD(model.parameters(), lr=cfg["lr"], momentum=0.9, nesterov=True)
    for epoch in range(cfg["epochs"]):
        print(f"epoch {epoch}: {run_epoch(model, loader, sgd):.4f}")
