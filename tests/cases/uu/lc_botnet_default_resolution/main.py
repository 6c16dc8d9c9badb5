import argparse

import torch
import torch.nn as nn

from model import botnet26
from preprocess import load_data


def get_args():
    parser = argparse.ArgumentParser("parameters")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--num_classes", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--heads", type=int, default=4)
    return parser.parse_args()


def train(model, loader, optimizer, criterion):
    model.train()
    for data, target in loader:
        optimizer.zero_grad()
        loss = criterion(model(data), target)
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = [(model(data).argmax(1) == target).float().mean() for data, target in loader]
    return torch.stack(hits).mean().item()


def main(args):
    torch.manual_seed(0)
    train_loader, test_loader = load_data(args)
    model = botnet26(num_classes=args.num_classes, heads=args.heads)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    for epoch in range(1, args.epochs + 1):
        loss = train(model, train_loader, optimizer, nn.CrossEntropyLoss())
        print(f"epoch {epoch} loss {loss:.3f} accuracy {evaluate(model, test_loader):.3f}")


if __name__ == "__main__":
    main(get_args())
