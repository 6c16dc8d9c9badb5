import torch


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    running = 0.0
    for batch in loader:
        y = batch["label"]
        y_hat = model(batch)
        loss = criterion(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running += loss.item()
    return running / len(loader)


@torch.no_grad()
def validate(model, loader, criterion):
    model.eval()
    loss, hit, count = 0.0, 0, 0
    for batch in loader:
        y = batch["label"]
        y_hat = model(batch)
        loss += criterion(y_hat, y).item()
        hit += (y_hat.argmax(1) == y).sum().item()
        count += y.numel()
    return loss / len(loader), hit / count
