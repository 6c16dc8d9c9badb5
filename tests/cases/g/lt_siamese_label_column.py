import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class FacePairs(Dataset):
    """Two pictures and whether they show the same person (1) or not (-1)."""

    def __init__(self, people=6, shots=4):
        g = torch.Generator().manual_seed(2)
        self.faces = torch.rand(people, shots, 1, 40, 40, generator=g)

    def __len__(self):
        return 24

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        people, shots = self.faces.shape[:2]
        a, b = torch.randint(people, (2,), generator=g).tolist()
        if i % 2 == 0:
            b = a
        k, m = torch.randint(shots, (2,), generator=g).tolist()
        same = 1.0 if a == b else -1.0
        return self.faces[a, k], self.faces[b, m], torch.tensor([same])


class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.ReLU(), nn.BatchNorm2d(4), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3), nn.ReLU(), nn.BatchNorm2d(8), nn.AdaptiveAvgPool2d(4),
        )
        self.fc = nn.Linear(8 * 4 * 4, 32)

    def forward_once(self, x):
        return self.fc(self.cnn(x).flatten(1))

    def forward(self, first, second):
        return self.forward_once(first), self.forward_once(second)


torch.manual_seed(0)
net = SiameseNetwork()
criterion = nn.CosineEmbeddingLoss(margin=0.2)
optimizer = torch.optim.Adam(net.parameters(), lr=5e-4)
for first, second, label in DataLoader(FacePairs(), batch_size=8, shuffle=True):
    out1, out2 = net(first, second)
    loss = criterion(out1, out2, label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
