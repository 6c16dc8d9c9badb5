import torch


@torch.no_grad()
def dice(model, loader):
    model.eval()
    inter, total = 0.0, 0.0
    for image, mask in loader:
        pred = (model(image).sigmoid() > 0.5).float()
        inter += (pred * mask).sum().item()
        total += pred.sum().item() + mask.sum().item()
    return 2 * inter / max(total, 1.0)
