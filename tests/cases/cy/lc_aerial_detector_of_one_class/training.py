import torch
from torch.utils.data import DataLoader, Dataset

from model_main import ModelMain
from yolo_loss import YOLOLoss


class PlanesFromAbove(Dataset):
    """Squares of airfields, every picture has three planes."""

    def __init__(self, img_size, n=6):
        self.img_size, self.n = img_size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        label = torch.cat([torch.zeros(3, 1), 0.1 + 0.8 * torch.rand(3, 2, generator=g), torch.full((3, 2), 0.3)], 1)
        return {"image": torch.rand(3, *self.img_size, generator=g), "label": label}


def train(config):
    img_size = (config["img_h"], config["img_w"])
    net = ModelMain(config)
    optimizer = torch.optim.Adam(net.parameters(), lr=config["lr"])
    yolo_losses = [YOLOLoss(a, config["yolo"]["classes"], img_size) for a in config["yolo"]["anchors"]]
    for step, samples in enumerate(DataLoader(PlanesFromAbove(img_size), batch_size=config["batch_size"])):
        outputs = net(samples["image"])
        loss = sum(yolo_loss(out, samples["label"]) for yolo_loss, out in zip(yolo_losses, outputs))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter = {step} loss = {loss.item():.2f}")
