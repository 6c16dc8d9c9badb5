import math

import torch
import torch.nn as nn
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset


class PositionalEncoder(nn.Module):
    """
    Adapted from https://pytorch.org/tutorials/beginner/transformer_tutorial.html
    """

    def __init__(self, dropout: float = 0.1, max_seq_len: int = 5000, d_model: int = 512, batch_first: bool = False):
        super().__init__()
        self.d_model = d_model
        self.dropout = nn.Dropout(p=dropout)
        self.batch_first = batch_first
        self.x_dim = 1 if batch_first else 0

        position = torch.arange(max_seq_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_seq_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.pe[:x.size(self.x_dim)]
        return self.dropout(x)


class TimeSeriesTransformer(nn.Module):
    def __init__(self, input_size: int, enc_seq_len: int, dim_val: int = 32, n_heads: int = 4, n_layers: int = 2,
                 num_predicted_features: int = 1, batch_first: bool = True):
        super().__init__()
        self.encoder_input_layer = nn.Linear(input_size, dim_val)
        self.positional_encoding_layer = PositionalEncoder(
            d_model=dim_val, dropout=0.1, max_seq_len=enc_seq_len, batch_first=batch_first)
        encoder_layer = nn.TransformerEncoderLayer(dim_val, n_heads, 64, batch_first=batch_first)
        self.encoder = nn.TransformerEncoder(encoder_layer, n_layers)
        self.linear_mapping = nn.Linear(dim_val, num_predicted_features)
        self.seq_dim = 1 if batch_first else 0

    def forward(self, src: Tensor) -> Tensor:
        src = self.encoder_input_layer(src)
        src = self.positional_encoding_layer(src)
        src = self.encoder(src)
        return self.linear_mapping(src.select(self.seq_dim, -1))


torch.manual_seed(7)
enc_seq_len = 153
weeks = torch.randn(400, 3).cumsum(0)
windows = weeks.unfold(0, enc_seq_len, 4).transpose(1, 2)
src, trg = windows[:-1], windows[1:, -1, :1]

model = TimeSeriesTransformer(input_size=3, enc_seq_len=enc_seq_len)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
criterion = nn.HuberLoss()
for i, (src_batch, trg_batch) in enumerate(DataLoader(TensorDataset(src, trg), batch_size=16, drop_last=True)):
    optimizer.zero_grad()
    prediction = model(src_batch)
    loss = criterion(prediction, trg_batch)
    loss.backward()
    optimizer.step()
    print(f"batch {i}: {loss.item():.4f}")
