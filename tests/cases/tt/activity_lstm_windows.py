import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

ACTIVITIES = ["walk", "run", "sit", "stairs"]
WINDOW = 50
CHANNELS = 6


class SensorWindows(Dataset):
    """Windows of 50 samples of accelerometer and gyroscope."""

    def __init__(self, n, seed):
        rng = np.random.RandomState(seed)
        self.y = rng.randint(0, len(ACTIVITIES), n)
        t = np.arange(WINDOW)[:, None]
        phase = rng.rand(n, 1, CHANNELS) * 6
        speed = 0.1 + 0.15 * self.y[:, None, None]
        self.x = np.sin(speed * t + phase) + 0.1 * rng.randn(n, WINDOW, CHANNELS)
        self.x = self.x.astype(np.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), int(self.y[i])


class LSTMClassifier(nn.Module):
    def __init__(self, input_dim, hidden_dim, layer_dim, output_dim):
        super().__init__()
        self.norm = nn.LayerNorm(input_dim)
        self.lstm = nn.LSTM(input_dim, hidden_dim, layer_dim, dropout=0.2)
        self.fc = nn.Sequential(
            nn.Linear(hidden_dim, 32),
            nn.ReLU(),
            nn.Linear(32, output_dim),
        )

    def forward(self, x):
        out, (h_n, c_n) = self.lstm(self.norm(x))
        last = h_n[-1]
        return self.fc(last)


class Trainer:
    def __init__(self, model, lr=1e-2):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)

    def fit(self, loader, epochs):
        for epoch in range(1, epochs + 1):
            self.model.train()
            losses = []
            for x_batch, y_batch in loader:
                self.optimizer.zero_grad()
                out = self.model(x_batch)
                loss = self.criterion(out, y_batch)
                loss.backward()
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.optimizer.step()
                losses.append(loss.item())
            print(f"Epoch {epoch:3d}  loss {np.mean(losses):.4f}")

    @torch.no_grad()
    def score(self, loader):
        self.model.eval()
        correct, total = 0, 0
        for x_val, y_val in loader:
            preds = self.model(x_val).argmax(dim=1)
            total += y_val.size(0)
            correct += (preds == y_val).sum().item()
        return correct / total


if __name__ == "__main__":
    torch.manual_seed(0)
    trn = DataLoader(SensorWindows(256, 1), batch_size=32, shuffle=True)
    val = DataLoader(SensorWindows(64, 2), batch_size=32)
    trainer = Trainer(LSTMClassifier(CHANNELS, 48, 2, len(ACTIVITIES)))
    trainer.fit(trn, epochs=2)
    print("validation accuracy", trainer.score(val))
