import argparse
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nets import MiniVGG


def parse_args():
    p = argparse.ArgumentParser(description="pretrain on the public set, fine-tune on ours")
    p.add_argument("--pretrain-classes", type=int, default=10)
    p.add_argument("--num-classes", type=int, default=4)
    p.add_argument("--batch-size", type=int, default=16)
    p.add_argument("--epochs", type=int, default=1)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--freeze", action="store_true")
    return p.parse_args()


def toy_images(n, classes, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, classes, (n,), generator=g)
    x = torch.rand(n, 3, 32, 32, generator=g)
    for c in range(classes):
        x[y == c, c % 3, (2 * c):(2 * c + 6)] += 1.0
    return TensorDataset(x, y)


def fit(model, dataset, args):
    loader = DataLoader(dataset, batch_size=args.batch_size, shuffle=True)
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(params, lr=args.lr)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(args.epochs):
        total = 0.0
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"  epoch {epoch}: {total / len(loader):.4f}")
    return optimizer


def accuracy(model, dataset):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in DataLoader(dataset, 32)) / len(dataset)


def pretrain(args, path):
    model = MiniVGG(args.pretrain_classes)
    optimizer = fit(model, toy_images(128, args.pretrain_classes, 1), args)
    torch.save({"epoch": args.epochs, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


def load_pretrained(model, path):
    checkpoint = torch.load(path, map_location="cpu")
    state = checkpoint["model"]
    missing = model.load_state_dict(state, strict=False)
    print("loaded", path.split(os.sep)[-1], missing)
    return model


def main():
    args = parse_args()
    torch.manual_seed(4)
    with tempfile.TemporaryDirectory() as workdir:
        path = os.path.join(workdir, "pretrained.pth")
        print("pretraining")
        pretrain(args, path)

        print("fine-tuning")
        model = MiniVGG(num_classes=args.num_classes)
        model = load_pretrained(model, path)
        if args.freeze:
            for p in model.features.parameters():
                p.requires_grad = False
        fit(model, toy_images(64, args.num_classes, 2), args)
        print("accuracy", accuracy(model, toy_images(32, args.num_classes, 3)))


if __name__ == "__main__":
    main()
