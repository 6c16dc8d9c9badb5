import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# hyper-parameters
dim_val = 32
n_heads = 4
enc_seq_len = 15
output_sequence_length = 5
input_size = 1
batch_size = 16

target_col = "influenza_cases"
exogenous_vars = ["temperature", "humidity", "searches"]
input_variables = [target_col] + exogenous_vars


def weekly_table(weeks=120):
    rng = np.random.default_rng(11)
    t = np.arange(weeks)
    table = {target_col: 50 + 40 * np.cos(2 * np.pi * t / 52)}
    for k, name in enumerate(exogenous_vars):
        table[name] = np.sin(2 * np.pi * (t + 5 * k) / 52) + 0.1 * rng.normal(size=weeks)
    return np.stack([table[c] for c in input_variables], axis=1)


class Windows(Dataset):
    def __init__(self, values):
        values = (values - values.mean(0)) / values.std(0)
        self.data = torch.tensor(values, dtype=torch.float32)

    def __len__(self):
        return len(self.data) - enc_seq_len - output_sequence_length

    def __getitem__(self, i):
        src = self.data[i:i + enc_seq_len]
        trg = self.data[i + enc_seq_len - 1:i + enc_seq_len + output_sequence_length - 1]
        trg_y = self.data[i + enc_seq_len:i + enc_seq_len + output_sequence_length, 0]
        return src, trg, trg_y


class TimeSeriesTransformer(nn.Module):
    def __init__(self, input_size, dim_val, n_heads):
        super().__init__()
        self.encoder_input_layer = nn.Linear(input_size, dim_val)
        self.decoder_input_layer = nn.Linear(input_size, dim_val)
        self.positions = nn.Parameter(torch.randn(1, 64, dim_val) * 0.02)
        self.transformer = nn.Transformer(dim_val, n_heads, 1, 1, 64, batch_first=True)
        self.linear_mapping = nn.Linear(dim_val, 1)

    def forward(self, src, tgt, tgt_mask):
        src = self.encoder_input_layer(src)
        src = src + self.positions[:, :src.size(1)]
        tgt = self.decoder_input_layer(tgt)
        out = self.transformer(src, tgt, tgt_mask=tgt_mask)
        return self.linear_mapping(out).squeeze(-1)


model = TimeSeriesTransformer(input_size, dim_val, n_heads)
optimizer = torch.optim.Adam(model.parameters())
mask = nn.Transformer.generate_square_subsequent_mask(output_sequence_length)
for src, trg, trg_y in DataLoader(Windows(weekly_table()), batch_size):
    loss = nn.functional.mse_loss(model(src, trg, mask), trg_y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
