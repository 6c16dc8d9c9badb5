import argparse

import torch
from torch.utils.data import DataLoader
from torchvision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn

from wheat_data import WheatDataset, collate_fn, make_records


def get_model(num_classes):
    return fasterrcnn_mobilenet_v3_large_320_fpn(
        weights=None, weights_backbone=None, num_classes=num_classes, min_size=96, max_size=128,
    )


class Averager:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def send(self, value):
        self.total += value
        self.count += 1

    @property
    def value(self):
        return self.total / max(self.count, 1)


def train_one_epoch(model, loader, optimizer):
    model.train()
    hist = Averager()
    for images, targets in loader:
        images = list(images)
        targets = [dict(t) for t in targets]
        loss_dict = model(images, targets)
        losses = sum(loss for loss in loss_dict.values())
        hist.send(losses.item())
        optimizer.zero_grad()
        losses.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
    return hist.value


@torch.no_grad()
def count_predictions(model, loader, threshold):
    model.eval()
    n = 0
    for images, _ in loader:
        for out in model(list(images)):
            n += int((out["scores"] > threshold).sum())
    return n


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=0.005)
    parser.add_argument("--threshold", type=float, default=0.5)
    args = parser.parse_args()

    torch.manual_seed(42)
    train_loader = DataLoader(WheatDataset(make_records(8, 0)), batch_size=args.batch_size,
                              collate_fn=collate_fn)
    valid_loader = DataLoader(WheatDataset(make_records(4, 1), flip_prob=0.0), batch_size=args.batch_size,
                              collate_fn=collate_fn)
    model = get_model(num_classes=2)
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(params, lr=args.lr, momentum=0.9, weight_decay=5e-4)
    for epoch in range(args.epochs):
        loss = train_one_epoch(model, train_loader, optimizer)
        found = count_predictions(model, valid_loader, args.threshold)
        print(f"epoch #{epoch} loss: {loss:.3f}, boxes above threshold: {found}")


if __name__ == "__main__":
    main()
