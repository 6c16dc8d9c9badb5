import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from fcn import get_model
from loaders import get_loader


def train(cfg, save_path):
    data = get_loader(cfg["dataset"])()
    model = get_model(cfg["arch"], data.n_classes)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    for i, (images, labels) in enumerate(DataLoader(data, batch_size=2)):
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("Iter [{}/{}] Loss: {:.4f}".format(i + 1, cfg["iters"], loss.item()))
    torch.save({"epoch": 1, "model_state": model.state_dict()}, save_path)
