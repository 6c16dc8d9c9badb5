import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

WINDOW = 600
CLASSES = ("standing", "rolling", "thrown")


def quantize(x, frac_bits=8):
    return x + (torch.round(x * 2 ** frac_bits) / 2 ** frac_bits - x).detach()


class FPBatchNormedConv1d(nn.Module):
    """Convolution and batch norm with fixed point output; signals go in and out as flat vectors."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1):
        super().__init__()
        self.conv1d = nn.Conv1d(in_channels, out_channels, kernel_size, stride=stride)
        self.batch_norm = nn.BatchNorm1d(out_channels)

    def forward(self, inputs):
        has_batches = inputs.dim() == 2
        if has_batches:
            input_shape = (inputs.shape[0], self.conv1d.in_channels, -1)
            output_shape = (inputs.shape[0], -1)
        else:
            input_shape = (self.conv1d.in_channels, -1)
            output_shape = (-1,)
        x = inputs.view(*input_shape)
        x = self.conv1d(x)
        x = self.batch_norm(x)
        return quantize(x).view(*output_shape)


class FPLinear(nn.Linear):
    def forward(self, inputs):
        return quantize(super().forward(inputs))


class BallRecordings(Dataset):
    """Windows of the acceleration measured inside the ball."""

    def __init__(self, n=128, seed=0):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, len(CLASSES), n)
        t = np.arange(WINDOW) / 100
        waves = np.sin(2 * np.pi * t[None] * (1 + 2 * self.labels[:, None]))
        self.signals = (waves * self.labels[:, None] + rng.normal(0, 0.2, (n, WINDOW))).astype(np.float32)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        signal = torch.from_numpy(self.signals[idx])
        return signal.unsqueeze(0), int(self.labels[idx])


def build_model():
    return nn.Sequential(
        FPBatchNormedConv1d(1, 32, kernel_size=8),
        nn.ReLU(),
        FPBatchNormedConv1d(32, 8, kernel_size=9, stride=4),
        nn.ReLU(),
        FPLinear(8 * 147, len(CLASSES)),
    )


def run_epoch(model, loader, loss_fn, optimizer=None):
    model.train(optimizer is not None)
    total, correct, seen = 0.0, 0, 0
    for signals, labels in loader:
        predictions = model(signals)
        loss = loss_fn(predictions, labels)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(labels)
        correct += (predictions.argmax(1) == labels).sum().item()
        seen += len(labels)
    return total / seen, correct / seen


if __name__ == "__main__":
    torch.manual_seed(0)
    dl_train = DataLoader(BallRecordings(128, seed=1), batch_size=32, shuffle=True)
    dl_val = DataLoader(BallRecordings(48, seed=2), batch_size=32)
    model = build_model()
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        train_loss, train_acc = run_epoch(model, dl_train, loss_fn, optimizer)
        with torch.no_grad():
            val_loss, val_acc = run_epoch(model, dl_val, loss_fn)
        print(f"[epoch {epoch + 1}] train {train_loss:.3f} {train_acc:.2f} val {val_loss:.3f} {val_acc:.2f}")
