import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class WaveformTransform(nn.Module):
    def __init__(self, mode="per_example", p=0.5):
        super().__init__()
        self.mode, self.p = mode, p

    def forward(self, samples):
        if not self.training:
            return samples
        if self.mode == "per_batch":
            return self.apply_transform(samples) if random.random() < self.p else samples
        should_apply = torch.rand(len(samples)) < self.p
        cloned_samples = samples.clone()
        if should_apply.any():
            cloned_samples[should_apply] = self.apply_transform(samples[should_apply])
        return cloned_samples


class Gain(WaveformTransform):
    def apply_transform(self, samples):
        return samples * torch.empty(len(samples), 1, 1).uniform_(0.5, 1.5)


class TimeStretch(WaveformTransform):
    def __init__(self, min_rate=0.8, max_rate=1.25, **kw):
        super().__init__(**kw)
        self.min_rate, self.max_rate = min_rate, max_rate

    def apply_transform(self, samples):
        rate = random.uniform(self.min_rate, self.max_rate)
        n = int(samples.shape[-1] / rate)
        return F.interpolate(samples, size=n, mode="linear", align_corners=False)


class CommandNet(nn.Module):
    def __init__(self, n_words=10):
        super().__init__()
        self.conv1 = nn.Conv1d(1, 16, 80, stride=16)
        self.bn1 = nn.BatchNorm1d(16)
        self.conv2 = nn.Conv1d(16, 32, 3)
        self.bn2 = nn.BatchNorm1d(32)
        self.fc = nn.Linear(32, n_words)

    def forward(self, x):
        x = F.max_pool1d(F.relu(self.bn1(self.conv1(x))), 4)
        x = F.relu(self.bn2(self.conv2(x)))
        return self.fc(x.mean(-1))


random.seed(1)
torch.manual_seed(1)
clips, words = torch.rand(32, 1, 8000) * 2 - 1, torch.randint(0, 10, (32,))
augment = nn.Sequential(Gain(p=0.8), TimeStretch(p=0.5))
net = CommandNet()
optimizer = torch.optim.Adam(net.parameters(), 1e-2, weight_decay=1e-4)
for data, target in DataLoader(TensorDataset(clips, words), batch_size=8, shuffle=True):
    output = net(augment(data))
    loss = F.cross_entropy(output, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
