import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CHANNELS = ["eeg"] * 22 + ["eog"] * 3 + ["stim"]


class Raw:
    """Continuous recording of one session (a tiny stand-in for mne.io.Raw)."""

    def __init__(self, data, kinds, sfreq, events):
        self.data, self.kinds, self.sfreq, self.events = data, list(kinds), sfreq, events

    def pick(self, kind):
        keep = [i for i, k in enumerate(self.kinds) if k == kind]
        self.data = self.data[keep]
        self.kinds = [self.kinds[i] for i in keep]
        return self

    def apply_function(self, fun):
        self.data = fun(self.data)
        return self

    def decimate(self, factor):
        self.data = self.data[:, ::factor]
        self.events = [(s // factor, c) for s, c in self.events]
        self.sfreq //= factor
        return self


def record_session(seed, sfreq=250, trials=16):
    rng = np.random.default_rng(seed)
    data = rng.normal(0, 2e-5, (len(CHANNELS), sfreq * (trials + 1) * 3)).astype(np.float32)
    events = [(3 * sfreq * (k + 1) - sfreq, int(rng.integers(0, 4))) for k in range(trials)]
    for start, code in events:
        data[-1, start] = code + 1
    return Raw(data, CHANNELS, sfreq, events)


def standardize(x):
    return (x - x.mean(1, keepdims=True)) / (x.std(1, keepdims=True) + 1e-8)


def preprocess(raw):
    raw.apply_function(lambda x: x * 1e6)
    raw.decimate(2)
    raw.apply_function(standardize)
    return raw


def create_windows(raws, seconds=2.0):
    xs, ys = [], []
    for raw in raws:
        n = int(seconds * raw.sfreq)
        for start, code in raw.events:
            xs.append(raw.data[:, start:start + n])
            ys.append(code)
    return TensorDataset(torch.from_numpy(np.stack(xs)), torch.tensor(ys))


class EEGNetLike(nn.Module):
    def __init__(self, n_chans, n_times, n_outputs, f1=8, depth=2):
        super().__init__()
        f2 = f1 * depth
        self.temporal = nn.Sequential(nn.Conv2d(1, f1, (1, 25), padding=(0, 12), bias=False), nn.BatchNorm2d(f1))
        self.spatial = nn.Sequential(
            nn.Conv2d(f1, f2, (n_chans, 1), groups=f1, bias=False),
            nn.BatchNorm2d(f2),
            nn.ELU(),
            nn.AvgPool2d((1, 5)),
            nn.Dropout(0.25),
        )
        self.separable = nn.Sequential(
            nn.Conv2d(f2, f2, (1, 15), padding=(0, 7), groups=f2, bias=False),
            nn.Conv2d(f2, f2, 1, bias=False),
            nn.BatchNorm2d(f2),
            nn.ELU(),
            nn.AvgPool2d((1, 5)),
        )
        self.classify = nn.Linear(f2 * (n_times // 25), n_outputs)

    def forward(self, x):
        x = self.temporal(x.unsqueeze(1))
        x = self.separable(self.spatial(x))
        return self.classify(x.flatten(1))


torch.manual_seed(0)
sessions = [preprocess(record_session(s)) for s in (1, 2)]
windows = create_windows(sessions)
model = EEGNetLike(n_chans=22, n_times=250, n_outputs=4)
optimizer = torch.optim.Adam(model.parameters(), lr=6e-4)

for epoch in range(2):
    for X, y in DataLoader(windows, batch_size=8, shuffle=True):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
    print(epoch, round(loss.item(), 4))
