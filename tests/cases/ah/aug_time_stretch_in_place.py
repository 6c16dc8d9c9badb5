import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)


class BaseWaveformTransform(nn.Module):
    """Applies a transform to a random part of a batch of shape (batch, channels, samples)."""

    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, samples):
        if not self.training:
            return samples
        should_apply = torch.rand(samples.shape[0]) < self.p
        if not should_apply.any():
            return samples
        cloned_samples = samples.clone()
        selected = samples[should_apply]
        self.randomize_parameters(selected)
        cloned_samples[should_apply] = self.apply_transform(selected)
        return cloned_samples


class Gain(BaseWaveformTransform):
    def randomize_parameters(self, selected):
        self.factors = 10 ** (torch.empty(len(selected), 1, 1).uniform_(-18.0, 6.0) / 20)

    def apply_transform(self, selected):
        return selected * self.factors


class TimeStretch(BaseWaveformTransform):
    def __init__(self, min_rate=0.8, max_rate=1.25, p=0.5):
        super().__init__(p)
        self.min_rate, self.max_rate = min_rate, max_rate

    def randomize_parameters(self, selected):
        self.rate = torch.empty(()).uniform_(self.min_rate, self.max_rate).item()

    def apply_transform(self, selected):
        stretched = F.interpolate(selected, scale_factor=1 / self.rate, mode="linear")
        return stretched


class KeywordNet(nn.Module):
    def __init__(self, n_words=5):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 80, stride=16), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(4),
            nn.Conv1d(16, 32, 3), nn.BatchNorm1d(32), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
        )
        self.fc = nn.Linear(32, n_words)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


augment = nn.Sequential(Gain(p=0.8), TimeStretch(p=0.5))
net = KeywordNet()
opt = torch.optim.Adam(net.parameters())
speech = TensorDataset(torch.randn(48, 1, 8000), torch.randint(0, 5, (48,)))
for wave, word in DataLoader(speech, batch_size=12, shuffle=True):
    loss = F.cross_entropy(net(augment(wave)), word)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
