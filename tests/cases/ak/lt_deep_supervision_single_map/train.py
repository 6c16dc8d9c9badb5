import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

import archs
from dataset import UltrasoundLesions


def bce_dice_loss(input, target):
    bce = F.binary_cross_entropy_with_logits(input, target)
    smooth = 1e-5
    num = target.size(0)
    input = torch.sigmoid(input).view(num, -1)
    target = target.view(num, -1)
    dice = (2.0 * (input * target).sum(1) + smooth) / (input.sum(1) + target.sum(1) + smooth)
    return 0.5 * bce + 1 - dice.sum() / num


def train(config, train_loader, model, criterion, optimizer):
    total, seen = 0.0, 0
    model.train()
    for input, target, _ in train_loader:
        if config["deep_supervision"]:
            outputs = model(input)
            loss = 0
            for output in outputs:
                loss += criterion(output, target)
            loss /= len(outputs)
        else:
            output = model(input)
            loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(input)
        seen += len(input)
    return total / seen


def main(config):
    model = archs.__dict__[config["arch"]](
        config["num_classes"], config["input_channels"], config["deep_supervision"])
    train_loader = DataLoader(
        UltrasoundLesions(config["input_h"], config["input_w"]),
        batch_size=config["batch_size"], shuffle=True, drop_last=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    for epoch in range(config["epochs"]):
        print(f"epoch {epoch}: loss {train(config, train_loader, model, bce_dice_loss, optimizer):.4f}")
