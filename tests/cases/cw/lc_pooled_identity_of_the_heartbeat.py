import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

CLASSES = ["N", "V", "/", "R", "L"]
WINDOW = 300


def conv_block(in_planes, out_planes, stride=1):
    return nn.Conv1d(in_planes, out_planes, kernel_size=17, stride=stride, padding=8, bias=False)


def conv_subsampling(in_planes, out_planes):
    return nn.Conv1d(in_planes, out_planes, kernel_size=1, stride=1, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.bn1 = nn.BatchNorm1d(inplanes)
        self.conv1 = conv_block(inplanes, planes, stride)
        self.bn2 = nn.BatchNorm1d(planes)
        self.conv2 = conv_block(planes, planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x):
        identity = x

        out = self.conv1(self.relu(self.bn1(x)))
        out = self.conv2(self.relu(self.bn2(out)))

        if self.downsample is not None:
            identity = self.downsample(x)
            identity = F.max_pool1d(identity, self.stride)

        out += identity
        return out


class HeartNet(nn.Module):
    def __init__(self, layers=(1, 2, 1, 2), num_classes=5):
        super().__init__()
        self.inplanes = 16
        self.conv1 = conv_block(1, self.inplanes)
        self.bn1 = nn.BatchNorm1d(self.inplanes)
        self.relu = nn.ReLU(inplace=True)
        self.layer0 = self._make_layer(16, layers[0])
        self.layer1 = self._make_layer(16, layers[1], stride=2)
        self.layer2 = self._make_layer(32, layers[2], stride=2)
        self.layer3 = self._make_layer(32, layers[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool1d(1)
        self.fc = nn.Linear(32, num_classes)

    def _make_layer(self, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes:
            downsample = conv_subsampling(self.inplanes, planes)
        layers = [BasicBlock(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes
        layers += [BasicBlock(planes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer0(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.avgpool(x).flatten(1)
        return self.fc(x)


class EcgPeaks(Dataset):
    """Signal around every R peak of one long record, with the beat annotation."""

    def __init__(self, n_beats=48, fs=360):
        rng = np.random.RandomState(1)
        self.signal = rng.normal(0, 0.05, (n_beats + 2) * fs).astype(np.float32)
        self.peaks = np.arange(1, n_beats + 1) * fs + rng.randint(-30, 30, n_beats)
        self.labels = rng.randint(0, len(CLASSES), n_beats)
        for peak, label in zip(self.peaks, self.labels):
            width = 4 + 3 * label
            self.signal[peak - width:peak + width] += np.hanning(2 * width)

    def __len__(self):
        return len(self.peaks)

    def __getitem__(self, i):
        left = self.peaks[i] - WINDOW // 2
        beat = self.signal[left:left + WINDOW]
        beat = (beat - beat.mean()) / beat.std()
        return torch.from_numpy(beat).unsqueeze(0), int(self.labels[i])


if __name__ == "__main__":
    torch.manual_seed(0)
    model = HeartNet(num_classes=len(CLASSES))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for step, (inputs, targets) in enumerate(DataLoader(EcgPeaks(), batch_size=16, shuffle=True)):
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.4f}")
