import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

FEATURES = ["open", "high", "low", "close", "volume", "amount"]
device = torch.device("cpu")


class KlineDataset(Dataset):
    def __init__(self, n_bars=96, lookback=32):
        rng = np.random.default_rng(11)
        self.bars = rng.normal(size=(n_bars, len(FEATURES))).cumsum(axis=0).astype(np.float32)
        self.lookback = lookback

    def __len__(self):
        return len(self.bars) - self.lookback + 1

    def __getitem__(self, i):
        x = self.bars[i:i + self.lookback]
        mean, std = x.mean(axis=0), x.std(axis=0)
        x = np.clip((x - mean) / (std + 1e-5), -5, 5)
        return torch.from_numpy(x)


class KlineEncoder(nn.Module):
    def __init__(self, d_in=6, d_model=48):
        super().__init__()
        self.embed = nn.Linear(d_in, d_model)
        layer = nn.TransformerEncoderLayer(d_model, 4, 96, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(d_model, d_in)

    def forward(self, x):
        h = self.encoder(self.embed(x))
        return self.head(h[:, -1])


def train_epoch(model, loader, optimizer):
    for step, batch_x in enumerate(loader):
        batch_x = batch_x.squeeze(0).to(device)
        history, last_bar = batch_x[..., :-1, :], batch_x[..., -1, :]
        prediction = model(history)
        loss = nn.functional.mse_loss(prediction, last_bar)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        print(f"step {step}: {loss.item():.4f}")


model = KlineEncoder().to(device)
train_loader = DataLoader(KlineDataset(), batch_size=16, shuffle=True)
train_epoch(model, train_loader, torch.optim.AdamW(model.parameters(), lr=1e-3))
