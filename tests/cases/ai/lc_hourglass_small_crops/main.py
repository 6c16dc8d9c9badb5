import torch
from torch.utils.data import DataLoader

from config import cfg
from hourglass import HourglassNet
from keypoints import PersonCrops


def train(model, loader, criterion, optimizer):
    model.train()
    for step, (images, target) in enumerate(loader):
        outputs = model(images)
        loss = sum(criterion(o, target) for o in outputs)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.5f}")


if __name__ == "__main__":
    model = HourglassNet(cfg)
    loader = DataLoader(PersonCrops(cfg), batch_size=cfg.BATCH_SIZE)
    train(model, loader, torch.nn.MSELoss(), torch.optim.RMSprop(model.parameters(), lr=cfg.LR))
