import torch
from torch import nn
from torch.utils.data import DataLoader

import config as cfg
from fishes import FishParts
from segformer import EncoderDecoder


def mean_iou(model, loader, k):
    inter, union = torch.zeros(k), torch.zeros(k)
    model.eval()
    with torch.no_grad():
        for img, gt in loader:
            pred = model(img).argmax(1)
            for c in range(k):
                inter[c] += ((pred == c) & (gt == c)).sum()
                union[c] += ((pred == c) | (gt == c)).sum()
    return (inter / union.clamp(min=1)).mean().item()


def main():
    torch.manual_seed(0)
    model = EncoderDecoder(**cfg.model)
    optimizer = torch.optim.AdamW(model.parameters(), **cfg.optimizer)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    train = DataLoader(FishParts(cfg.batch_size * cfg.max_iters, cfg.crop_size), batch_size=cfg.batch_size)
    for it, (img, gt) in enumerate(train):
        loss = criterion(model(img), gt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter {it + 1}/{cfg.max_iters} loss {loss.item():.4f}")
    val = DataLoader(FishParts(8, cfg.crop_size), batch_size=4)
    print("mIoU", mean_iou(model, val, cfg.num_classes))


if __name__ == "__main__":
    main()
