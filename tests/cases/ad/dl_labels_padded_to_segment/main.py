import torch

from data import N_MELS, loaders
from net import BeatTracker, masked_bce


def run_epoch(model, loader, optimizer=None):
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for spec, target, mask in loader:
            loss = masked_bce(model(spec), target, mask)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item()
    return total / len(loader)


train_loader, valid_loader = loaders()
model = BeatTracker(N_MELS)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    print("train", run_epoch(model, train_loader, optimizer))
    print("valid", run_epoch(model, valid_loader))
