import torch
from torch import nn
from torch.utils.data import DataLoader

from unet_models import UNet
from vessels import VesselDataset


def dice(logits, masks):
    pred = (logits.sigmoid() > 0.5).float()
    return (2 * (pred * masks).sum() / (pred.sum() + masks.sum() + 1e-6)).item()


def main():
    train_loader = DataLoader(VesselDataset(8, train=True), batch_size=2, shuffle=True)
    valid_loader = DataLoader(VesselDataset(4, train=False), batch_size=2)
    model = UNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1):
        model.train()
        for images, masks in train_loader:
            outputs = model(images)
            loss = criterion(outputs, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            scores = [dice(model(images), masks) for images, masks in valid_loader]
        print(f"epoch {epoch}: loss {loss.item():.4f}, dice {sum(scores) / len(scores):.4f}")


if __name__ == "__main__":
    main()
