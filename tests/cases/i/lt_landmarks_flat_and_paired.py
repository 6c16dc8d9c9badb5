import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

POINTS = 68


class FaceLandmarks(Dataset):
    """Grey faces with 68 points each, as (x, y) pairs between 0 and 1."""

    def __len__(self):
        return 16

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return {"image": torch.rand(1, 48, 48, generator=g), "landmarks": torch.rand(POINTS, 2, generator=g)}


class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 5, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
        )
        self.points = nn.Linear(16 * 4 * 4, POINTS * 2)

    def forward(self, image):
        return self.points(self.features(image).flatten(1))


torch.manual_seed(0)
model = PointNet()
criterion = nn.SmoothL1Loss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch in DataLoader(FaceLandmarks(), batch_size=4):
    predicted = model(batch["image"])
    loss = criterion(predicted, batch["landmarks"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
