from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ARGS = SimpleNamespace(
    task_name="imputation",
    features="MS",  # M: multivariate, S: univariate, MS: multivariate in, one target out
    seq_len=48,
    mask_rate=0.25,
    enc_in=7,
    c_out=7,
    d_model=32,
    batch_size=8,
    train_epochs=2,
    learning_rate=1e-3,
    seed=2021,
)


class TransformerLoad(Dataset):
    """Seven slow oscillations with trend; the last one is the oil temperature."""

    def __init__(self, flag, seq_len, n_rows=300):
        rng = np.random.default_rng(0)
        t = np.arange(n_rows)[:, None]
        raw = np.sin(t / rng.uniform(5, 20, 7)) + 0.002 * t + 0.1 * rng.normal(size=(n_rows, 7))
        raw = (raw - raw.mean(0)) / raw.std(0)
        border = int(n_rows * 0.7)
        self.rows = torch.from_numpy(raw[:border] if flag == "train" else raw[border - seq_len:]).float()
        self.seq_len = seq_len

    def __len__(self):
        return len(self.rows) - self.seq_len + 1

    def __getitem__(self, i):
        return self.rows[i:i + self.seq_len]


class ImputationModel(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.embed = nn.Conv1d(args.enc_in, args.d_model, 3, padding=1, padding_mode="circular")
        layer = nn.TransformerEncoderLayer(args.d_model, 4, 64, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1)
        self.projection = nn.Linear(args.d_model, args.c_out)

    def forward(self, x_enc, mask):
        # normalise with the values that are there
        means = x_enc.sum(1, keepdim=True) / (mask == 1).sum(1, keepdim=True).clamp(min=1)
        x = (x_enc - means).masked_fill(mask == 0, 0)
        stdev = torch.sqrt((x * x).sum(1, keepdim=True) / (mask == 1).sum(1, keepdim=True).clamp(min=1) + 1e-5)
        h = self.embed((x / stdev).transpose(1, 2)).transpose(1, 2)
        return self.projection(self.encoder(h)) * stdev + means


class ExpImputation:
    def __init__(self, args):
        self.args = args
        torch.manual_seed(args.seed)
        self.model = ImputationModel(args)

    def _get_data(self, flag):
        return DataLoader(TransformerLoad(flag, self.args.seq_len), self.args.batch_size, shuffle=flag == "train")

    def _random_mask(self, batch_x):
        mask = torch.rand_like(batch_x)
        mask[mask <= self.args.mask_rate] = 0
        mask[mask > self.args.mask_rate] = 1
        return mask, batch_x.masked_fill(mask == 0, 0)

    def _select(self, outputs, batch_x):
        f_dim = -1 if self.args.features == "MS" else 0
        return outputs[:, :, f_dim:], batch_x[:, :, f_dim:]

    def vali(self, loader, criterion):
        self.model.eval()
        losses = []
        with torch.no_grad():
            for batch_x in loader:
                mask, inp = self._random_mask(batch_x)
                pred, true = self._select(self.model(inp, mask), batch_x)
                losses.append(criterion(pred, true).item())
        self.model.train()
        return np.mean(losses)

    def train(self):
        train_loader, vali_loader = self._get_data("train"), self._get_data("val")
        optimizer = torch.optim.Adam(self.model.parameters(), lr=self.args.learning_rate)
        criterion = nn.MSELoss()
        for epoch in range(self.args.train_epochs):
            losses = []
            for batch_x in train_loader:
                optimizer.zero_grad()
                mask, inp = self._random_mask(batch_x)
                outputs, batch_x = self._select(self.model(inp, mask), batch_x)
                loss = criterion(outputs[mask == 0], batch_x[mask == 0])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            vali_loss = self.vali(vali_loader, criterion)
            print(f"Epoch: {epoch + 1} | Train Loss: {np.mean(losses):.4f} Vali Loss: {vali_loss:.4f}")


if __name__ == "__main__":
    ExpImputation(ARGS).train()
