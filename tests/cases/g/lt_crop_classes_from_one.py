import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CROPS = {"wheat": 1, "maize": 2, "rape": 3}  # as in the attribute table of the polygons


class FieldPatches(Dataset):
    """Four-band satellite patches; every patch lies within one field."""

    def __init__(self, n=40):
        rng = np.random.default_rng(11)
        kinds = rng.choice(sorted(CROPS), size=n)
        self.patches = rng.random((n, 4, 16, 16)).astype(np.float32)
        self.labels = np.array([CROPS[k] for k in kinds])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return torch.from_numpy(self.patches[i]), int(self.labels[i])


class PatchNet(nn.Module):
    def __init__(self, bands, nclasses):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(bands, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 16, 3), nn.ReLU(),
        )
        self.estimated = nn.Linear(16 * 4 * 4, nclasses)

    def forward(self, x):
        return self.estimated(self.features(x).flatten(1))


torch.manual_seed(0)
model = PatchNet(bands=4, nclasses=len(CROPS))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
criterion = nn.CrossEntropyLoss()
for epoch in range(2):
    for patch, label in DataLoader(FieldPatches(), batch_size=10):
        optimizer.zero_grad()
        loss = criterion(model(patch), label)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
