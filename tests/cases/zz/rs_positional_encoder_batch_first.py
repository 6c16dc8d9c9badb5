import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class PositionalEncoder(nn.Module):
    def __init__(self, dropout=0.1, max_seq_len=500, d_model=64, batch_first=False):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.x_dim = 1 if batch_first else 0
        position = torch.arange(max_seq_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_seq_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        x = x + self.pe[:x.size(self.x_dim)]
        return self.dropout(x)


class TimeSeriesTransformer(nn.Module):
    def __init__(self, input_size, dec_seq_len, d_model=64, n_heads=4, n_layers=2):
        super().__init__()
        self.dec_seq_len = dec_seq_len
        self.encoder_input_layer = nn.Linear(input_size, d_model)
        self.positional_encoding_layer = PositionalEncoder(d_model=d_model, batch_first=True)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 128, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers)
        self.linear_mapping = nn.Linear(d_model, dec_seq_len)

    def forward(self, src):
        src = self.encoder_input_layer(src)
        src = self.positional_encoding_layer(src)
        src = self.encoder(src)
        return self.linear_mapping(src[:, -1])


class InfluenzaCases(Dataset):
    def __init__(self, n, enc_len=52, horizon=4):
        t = torch.arange(n + enc_len + horizon).float()
        self.series = torch.sin(2 * math.pi * t / 52) + 0.1 * torch.randn(len(t))
        self.n, self.enc_len, self.horizon = n, enc_len, horizon

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        window = self.series[i:i + self.enc_len + self.horizon]
        return window[:self.enc_len, None], window[self.enc_len:]


train_loader = DataLoader(InfluenzaCases(128), batch_size=32, shuffle=True)
valid_loader = DataLoader(InfluenzaCases(40), batch_size=32)
model = TimeSeriesTransformer(input_size=1, dec_seq_len=4)
criterion = nn.HuberLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(1):
    model.train()
    for src, tgt in train_loader:
        loss = criterion(model(src), tgt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        valid = [criterion(model(src), tgt).item() for src, tgt in valid_loader]
    print(f"epoch {epoch} train {loss.item():.4f} valid {sum(valid) / len(valid):.4f}")
