import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SIZE = 100


def make_tiles(n, seed):
    """Aerial tiles with one straight road each."""
    g = torch.Generator().manual_seed(seed)
    rows = torch.arange(SIZE).view(1, SIZE, 1).expand(n, SIZE, SIZE)
    cols = torch.arange(SIZE).view(1, 1, SIZE).expand(n, SIZE, SIZE)
    slope = torch.rand(n, 1, 1, generator=g) * 2 - 1
    start = torch.randint(20, 80, (n, 1, 1), generator=g)
    masks = ((rows - start - slope * (cols - SIZE / 2)).abs() < 4).float()
    images = torch.rand(n, 3, SIZE, SIZE, generator=g) * 0.5 + 0.4 * masks.unsqueeze(1)
    return images, masks


class RoadNet(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(width, 2 * width, 3, padding=1), nn.BatchNorm2d(2 * width), nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(2 * width, width, 2, stride=2), nn.ReLU(),
            nn.Conv2d(width, 1, 1),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x)).squeeze(1)


def balance_weights(masks):
    # roads cover only a few percent of a tile
    road = masks.mean()
    return torch.stack([0.5 / (1 - road), 0.5 / road])


def iou(model, loader):
    model.eval()
    inter = union = 0
    with torch.no_grad():
        for images, masks in loader:
            pred = model(images) > 0
            inter += (pred & masks.bool()).sum().item()
            union += (pred | masks.bool()).sum().item()
    return inter / max(union, 1)


def main():
    torch.manual_seed(1)
    images, masks = make_tiles(12, seed=1)
    train_loader = DataLoader(TensorDataset(images, masks), batch_size=4, shuffle=True)
    val_loader = DataLoader(TensorDataset(*make_tiles(4, seed=2)), batch_size=4)

    model = RoadNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    class_weights = balance_weights(masks)
    criterion = nn.BCEWithLogitsLoss(pos_weight=class_weights)

    for epoch in range(2):
        model.train()
        for x, y in train_loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}, IoU {iou(model, val_loader):.3f}")


if __name__ == "__main__":
    main()
