import json
import os

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from meldataset import MelDataset
from models import Generator


def load_config(name):
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, name)) as f:
        return json.load(f)


def train(h, epochs=1):
    torch.manual_seed(1234)
    generator = Generator(h)
    optim_g = torch.optim.AdamW(generator.parameters(), h["learning_rate"], betas=(0.8, 0.99))
    loader = DataLoader(MelDataset(8, h), batch_size=h["batch_size"], shuffle=True)
    generator.train()
    for epoch in range(epochs):
        for step, (mel, y) in enumerate(loader):
            y_g_hat = generator(mel)
            loss = F.l1_loss(y_g_hat, y)
            optim_g.zero_grad()
            loss.backward()
            optim_g.step()
            print(f"epoch {epoch} step {step} l1 {loss.item():.4f}")


if __name__ == "__main__":
    train(load_config("config_v1.json"))
