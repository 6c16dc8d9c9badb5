import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from aadb import AADB
from regression import RegressionNetwork


def evaluate(model, loader):
    loss = 0.0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            y_pred = model(x)
            loss += F.mse_loss(y_pred, y).item()
    return loss / len(loader)


if __name__ == "__main__":
    dataset = AADB()
    model = RegressionNetwork(backbone_width=16)
    print("test mse", evaluate(model, DataLoader(dataset, batch_size=8)))
