import torch
from torch import nn

criterion = nn.CrossEntropyLoss()


def train_one_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for images, masks in loader:
        masks_pred = model(images)["out"]
        loss = criterion(masks_pred, masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


@torch.no_grad()
def mean_iou(model, loader, n_classes):
    model.eval()
    hist = torch.zeros(n_classes, n_classes)
    for images, masks in loader:
        pred = model(images)["out"].argmax(1)
        hist += torch.bincount(masks.flatten() * n_classes + pred.flatten(), minlength=n_classes ** 2).view(n_classes, -1)
    union = hist.sum(0) + hist.sum(1) - hist.diag()
    return (hist.diag() / union.clamp(min=1)).mean().item()
