import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(9)
SECONDS = 2
RATE = 800


def resample(wave, rate):
    """Brings a wave of any rate to RATE."""
    n = round(wave.shape[-1] * RATE / rate)
    return nn.functional.interpolate(wave[None], size=n, mode="linear", align_corners=False)[0]


class Recordings(Dataset):
    """Recordings of three microphones with rates of their own, as clips of equal duration."""

    def __init__(self, n):
        generator = torch.Generator().manual_seed(0)
        self.items = []
        for i in range(n):
            rate = (800, 1100, 600)[i % 3]
            self.items.append((torch.randn(1, rate * 3, generator=generator), rate, i % 2))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        wave, rate, label = self.items[i]
        wave = wave[:, :SECONDS * RATE]
        wave = resample(wave, rate)
        return wave, label


class M3(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv1d(1, 16, 40, stride=4), nn.BatchNorm1d(16)
        self.conv2, self.bn2 = nn.Conv1d(16, 16, 3), nn.BatchNorm1d(16)
        self.pool = nn.MaxPool1d(4)
        self.fc = nn.Linear(16, n_classes)

    def forward(self, x):
        x = self.pool(self.bn1(self.conv1(x)).relu())
        x = self.pool(self.bn2(self.conv2(x)).relu())
        return self.fc(x.mean(-1))


loader = DataLoader(Recordings(18), batch_size=6, shuffle=True)
model = M3(2)
optimizer = torch.optim.Adam(model.parameters(), 1e-2)
for waves, labels in loader:
    loss = nn.functional.cross_entropy(model(waves), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
