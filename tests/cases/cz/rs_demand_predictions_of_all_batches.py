import torch
import torch.nn as nn
from torch.nn.utils import rnn
from torch.utils.data import DataLoader, Dataset

MAX_ENCODER_LENGTH = 24
MAX_PREDICTION_LENGTH = 6


class TimeSeriesDataSet(Dataset):
    """Monthly volume per agency and product; the last window of each series is the validation sample."""

    def __init__(self, series, predict=False):
        self.data, length = series, MAX_ENCODER_LENGTH + MAX_PREDICTION_LENGTH
        last = series.size(1) - length
        first = last if predict else 0
        self.index = [(s, t) for s in range(len(series)) for t in range(first, last + 1 if predict else last)]

    def __len__(self):
        return len(self.index)

    def __getitem__(self, i):
        s, t = self.index[i]
        window = self.data[s, t:t + MAX_ENCODER_LENGTH + MAX_PREDICTION_LENGTH]
        encoder, target = window[:MAX_ENCODER_LENGTH], window[MAX_ENCODER_LENGTH:]
        scale = torch.stack([encoder.mean(), encoder.std() + 1e-4])
        x = {"encoder_cont": ((encoder - scale[0]) / scale[1]).unsqueeze(-1), "target_scale": scale}
        return x, target

    def to_dataloader(self, train=True, batch_size=64):
        return DataLoader(self, batch_size=batch_size, shuffle=train, drop_last=train)


def concat_sequences(sequences):
    """
    Concatenate RNN sequences.

    Args:
        sequences: list of RNN packed sequences or tensors of which
            first index are samples and second are timesteps
    """
    if isinstance(sequences[0], rnn.PackedSequence):
        return rnn.pack_sequence(sequences, enforce_sorted=False)
    elif isinstance(sequences[0], torch.Tensor):
        return torch.cat(sequences, dim=1)
    elif isinstance(sequences[0], (tuple, list)):
        return tuple(concat_sequences([sequences[ii][i] for ii in range(len(sequences))]) for i in range(len(sequences[0])))
    raise ValueError("Unsupported sequence type")


class QuantileLoss(nn.Module):
    def __init__(self, quantiles=(0.1, 0.5, 0.9)):
        super().__init__()
        self.quantiles = quantiles

    def to_prediction(self, y_pred):
        return y_pred[..., self.quantiles.index(0.5)]

    def forward(self, y_pred, target):
        losses = []
        for i, q in enumerate(self.quantiles):
            errors = target - y_pred[..., i]
            losses.append(torch.max((q - 1) * errors, q * errors))
        return torch.stack(losses, dim=-1).mean()


class RecurrentForecaster(nn.Module):
    def __init__(self, hidden_size=16, loss=None):
        super().__init__()
        self.loss = loss or QuantileLoss()
        self.lstm = nn.LSTM(1, hidden_size, batch_first=True)
        self.output_layer = nn.Linear(hidden_size, MAX_PREDICTION_LENGTH * len(self.loss.quantiles))

    def forward(self, x):
        _, (hidden, _) = self.lstm(x["encoder_cont"])
        out = self.output_layer(hidden[-1]).view(-1, MAX_PREDICTION_LENGTH, len(self.loss.quantiles))
        center, scale = x["target_scale"][:, 0], x["target_scale"][:, 1]
        return out * scale[:, None, None] + center[:, None, None]

    @torch.no_grad()
    def predict(self, dataloader, return_y=False):
        self.eval()
        output, y = [], []
        for x, target in dataloader:
            output.append(self.loss.to_prediction(self(x)))
            y.append(target)
        output = concat_sequences(output)
        return (output, torch.cat(y)) if return_y else output


torch.manual_seed(42)
months = torch.arange(60.0)
level, season = 50 + 100 * torch.rand(350, 1), 5 + 20 * torch.rand(350, 1)
volume = level + season * torch.sin(2 * torch.pi * months / 12) + 3 * torch.randn(350, 60)

training, validation = TimeSeriesDataSet(volume[:, :-MAX_PREDICTION_LENGTH]), TimeSeriesDataSet(volume, predict=True)
train_dataloader = training.to_dataloader(train=True, batch_size=128)
val_dataloader = validation.to_dataloader(train=False, batch_size=128)

tft = RecurrentForecaster()
optimizer = torch.optim.Adam(tft.parameters(), lr=0.01)
for step, (x, target) in enumerate(train_dataloader):
    loss = tft.loss(tft(x), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step == 20:
        break
predictions, actuals = tft.predict(val_dataloader, return_y=True)
print(f"train_loss {loss.item():.3f}, MAE on validation {(predictions - actuals).abs().mean().item():.3f}")
