import argparse

import torch
from torch.utils.data import DataLoader

from cfg import Cfg
from dataset import CoinImages
from loss import YoloLoss
from models import Yolo


def get_args(**kwargs):
    parser = argparse.ArgumentParser(description="Train the detector on images and boxes")
    parser.add_argument("-l", "--learning-rate", type=float, default=1e-3, dest="learning_rate")
    parser.add_argument("-g", "--gpu", type=str, default="-1")
    parser.add_argument("-classes", type=int, default=80, help="dataset classes")
    parser.add_argument("-pretrained", type=str, default=None)
    args = vars(parser.parse_args())
    return {**kwargs, **args}


def train(model, config):
    loader = DataLoader(CoinImages(config), batch_size=config["batch"], shuffle=True)
    criterion = YoloLoss(n_classes=config["classes"], strides=config["strides"])
    optimizer = torch.optim.Adam(model.parameters(), lr=config["learning_rate"])
    for epoch in range(config["epochs"]):
        model.train()
        for images, boxes in loader:
            loss = criterion(model(images), boxes)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f}")


if __name__ == "__main__":
    cfg = get_args(**Cfg)
    model = Yolo(n_classes=cfg["classes"])
    if cfg["pretrained"]:
        model.load_state_dict(torch.load(cfg["pretrained"]))
    train(model=model, config=Cfg)
