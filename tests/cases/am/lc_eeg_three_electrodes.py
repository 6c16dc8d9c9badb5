import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MONTAGE = ["F7", "C3", "T7", "Cz", "T8", "C4", "F8"]
PICKS = ["T7", "Cz", "T8"]
RATE = 128


class EEGTrials(Dataset):
    def __init__(self, picks, n=128, seconds=4):
        rng = np.random.default_rng(8)
        rows = [MONTAGE.index(p) for p in picks]
        self.signals = rng.normal(size=(n, len(MONTAGE), RATE * seconds)).astype(np.float32)[:, rows]
        self.labels = rng.integers(0, 2, n)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return torch.from_numpy(self.signals[i])[None], int(self.labels[i])


def conv_block(c_in, c_out, kernel, stride, pool):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel_size=kernel, stride=stride),
        nn.LeakyReLU(),
        nn.AvgPool2d(kernel_size=(1, pool), stride=(1, pool)),
    )


class TSCeption(nn.Module):
    def __init__(self, num_electrodes=28, num_T=15, num_S=15, hid_channels=32, num_classes=2):
        super().__init__()
        windows = [int(w * RATE) for w in (0.5, 0.25, 0.125)]
        self.temporal = nn.ModuleList([conv_block(1, num_T, (1, w), 1, 8) for w in windows])
        half = num_electrodes // 2
        self.whole_head = conv_block(num_T, num_S, (num_electrodes, 1), 1, 2)
        self.hemispheres = conv_block(num_T, num_S, (half, 1), (half, 1), 2)
        self.fusion = conv_block(num_S, num_S, (3, 1), 1, 4)
        self.bn_t = nn.BatchNorm2d(num_T)
        self.bn_s = nn.BatchNorm2d(num_S)
        self.bn_fusion = nn.BatchNorm2d(num_S)
        self.fc = nn.Sequential(
            nn.Linear(num_S, hid_channels), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hid_channels, num_classes))

    def forward(self, x):
        t = self.bn_t(torch.cat([branch(x) for branch in self.temporal], dim=-1))
        s = self.bn_s(torch.cat([self.whole_head(t), self.hemispheres(t)], dim=2))
        out = self.bn_fusion(self.fusion(s))
        out = torch.squeeze(torch.mean(out, dim=-1), dim=-1)
        return self.fc(out)


model = TSCeption(num_electrodes=len(PICKS))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for signals, labels in DataLoader(EEGTrials(PICKS), batch_size=64, shuffle=True):
    loss = nn.functional.cross_entropy(model(signals), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 4))
