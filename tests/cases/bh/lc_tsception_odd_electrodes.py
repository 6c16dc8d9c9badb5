import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

PICKS = ["C3", "Cz", "C4"]
SAMPLING_RATE = 128


class MotorImagery(Dataset):
    """Windows of one second of the picked channels as 1 x electrodes x time."""

    CHANNELS = ["F3", "Fz", "F4", "C3", "Cz", "C4", "P3", "Pz", "P4"]

    def __init__(self, picks, n=128):
        g = torch.Generator().manual_seed(1)
        raw = torch.randn(n, len(self.CHANNELS), SAMPLING_RATE, generator=g)
        self.x = raw[:, [self.CHANNELS.index(p) for p in picks]].unsqueeze(1)
        self.y = torch.randint(0, 2, (n,), generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def conv_block(cin, cout, kernel, stride, pool):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, stride), nn.LeakyReLU(), nn.AvgPool2d((1, pool), (1, pool)))


class TSCeption(nn.Module):
    def __init__(self, num_electrodes=28, num_T=15, num_S=15, hid_channels=32, num_classes=2, sampling_rate=128):
        super().__init__()
        windows = [0.5, 0.25, 0.125]
        self.tception = nn.ModuleList(conv_block(1, num_T, (1, int(w * sampling_rate)), 1, 8) for w in windows)
        self.bn_t = nn.BatchNorm2d(num_T)
        half = num_electrodes // 2
        self.sception1 = conv_block(num_T, num_S, (num_electrodes, 1), 1, 2)
        self.sception2 = conv_block(num_T, num_S, (half, 1), (half, 1), 2)
        self.bn_s = nn.BatchNorm2d(num_S)
        self.fusion_layer = conv_block(num_S, num_S, (3, 1), 1, 4)
        self.bn_fusion = nn.BatchNorm2d(num_S)
        self.fc = nn.Sequential(
            nn.Linear(num_S, hid_channels), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hid_channels, num_classes),
        )

    def forward(self, x):
        y = self.bn_t(torch.cat([t(x) for t in self.tception], dim=-1))
        z = torch.cat([self.sception1(y), self.sception2(y)], dim=2)
        out = self.bn_fusion(self.fusion_layer(self.bn_s(z)))
        out = torch.squeeze(torch.mean(out, dim=-1), dim=-1)
        return self.fc(out)


loader = DataLoader(MotorImagery(PICKS), batch_size=64, shuffle=True)
model = TSCeption(num_electrodes=len(PICKS), sampling_rate=SAMPLING_RATE)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(2):
    for x, y in loader:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
