import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

N_EVENTS = 6


def truncate(predictions, targets, allowed_len_diff):
    diff = predictions.shape[1] - targets.shape[1]
    if abs(diff) > allowed_len_diff:
        raise ValueError(f"predictions and targets differ by {diff} frames")
    length = min(predictions.shape[1], targets.shape[1])
    return predictions[:, :length], targets[:, :length]


def bce_loss(inputs, targets, weight=None, allowed_len_diff=3):
    """Binary cross-entropy for (batch, events) or (batch, frames, events)."""
    if inputs.dim() == 3:
        inputs, targets = truncate(inputs, targets, allowed_len_diff)
        inputs = inputs.transpose(1, -1)
    return F.binary_cross_entropy_with_logits(inputs, targets.float(), weight=weight)


class HomeRecordings(Dataset):
    """Log-mel frames (10 ms) and, for every second frame, which of the sound events are active."""

    def __len__(self):
        return 12

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        mel = torch.randn(201, 40, generator=g)
        events = torch.rand(100, N_EVENTS, generator=g) < 0.15
        return mel, events


class EventTagger(nn.Module):
    def __init__(self, n_mels=40, hidden=32):
        super().__init__()
        self.conv = nn.Conv1d(n_mels, hidden, 5, stride=2, padding=2)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.lin = nn.Linear(2 * hidden, N_EVENTS)

    def forward(self, feats):
        x = torch.relu(self.conv(feats.transpose(1, 2))).transpose(1, 2)
        x, _ = self.rnn(x)
        return self.lin(x)


def fit_batch(tagger, optimizer, feats, events):
    loss = bce_loss(tagger(feats), events)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(tagger.parameters(), 5.0)
    optimizer.step()
    return loss.item()


torch.manual_seed(1986)
tagger = EventTagger()
optimizer = torch.optim.Adam(tagger.parameters(), lr=1e-3)
for feats, events in DataLoader(HomeRecordings(), batch_size=4, shuffle=True):
    print("train loss", fit_batch(tagger, optimizer, feats, events))
