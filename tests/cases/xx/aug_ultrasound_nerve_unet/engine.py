import torch
import torch.nn.functional as F


def dice_score(logits, target, eps=1.0):
    pred = (logits.sigmoid() > 0.5).float()
    inter = (pred * target).sum()
    return ((2 * inter + eps) / (pred.sum() + target.sum() + eps)).item()


def train_one_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for images, masks in loader:
        outputs = model(images)
        loss = F.binary_cross_entropy_with_logits(outputs, masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    return sum(dice_score(model(x), y) for x, y in loader) / len(loader)
