import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from losses import build_criterion
from mixup import Mixup


def get_args():
    parser = argparse.ArgumentParser("training script")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--nb-classes", type=int, default=10)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--mixup", type=float, default=0.0, help="mixup alpha, enabled if > 0")
    parser.add_argument("--cutmix", type=float, default=1.0, help="cutmix alpha, enabled if > 0")
    return parser.parse_args()


def fake_cifar(n, nb_classes, seed):
    g = torch.Generator().manual_seed(seed)
    return TensorDataset(torch.rand(n, 3, 32, 32, generator=g), torch.randint(0, nb_classes, (n,), generator=g))


def build_model(nb_classes):
    return nn.Sequential(
        nn.Conv2d(3, 24, 4, stride=4), nn.GELU(),
        nn.Conv2d(24, 48, 2, stride=2), nn.GELU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, nb_classes),
    )


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return hits / len(loader.dataset)


def train_one_epoch(model, criterion, loader, optimizer, mixup_fn):
    model.train()
    for samples, targets in loader:
        if mixup_fn is not None:
            samples, targets = mixup_fn(samples, targets)
        outputs = model(samples)
        loss = criterion(outputs, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def main(args):
    torch.manual_seed(0)
    train_loader = DataLoader(fake_cifar(32, args.nb_classes, 0), args.batch_size, shuffle=True, drop_last=True)
    val_loader = DataLoader(fake_cifar(16, args.nb_classes, 1), args.batch_size)
    mixup_fn = None
    if args.mixup > 0 or args.cutmix > 0:
        mixup_fn = Mixup(args.mixup, args.cutmix, args.smoothing, args.nb_classes)
    model = build_model(args.nb_classes)
    criterion = build_criterion(args)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
    for epoch in range(args.epochs):
        loss = train_one_epoch(model, criterion, train_loader, optimizer, mixup_fn)
        print(f"epoch {epoch} loss {loss:.4f} acc@1 {evaluate(model, val_loader):.3f}")


if __name__ == "__main__":
    main(get_args())
