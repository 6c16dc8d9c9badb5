import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

enc_seq_len, output_sequence_length = 96, 24
batch_size, dim_val = 16, 32


class TransformerDataset(Dataset):
    def __init__(self, series, step=8):
        self.series, self.step = series, step

    def __len__(self):
        return (len(self.series) - enc_seq_len - output_sequence_length) // self.step + 1

    def __getitem__(self, i):
        a = i * self.step
        b = a + enc_seq_len
        c = b + output_sequence_length
        return self.series[a:b], self.series[b - 1:c - 1], self.series[b:c].squeeze(-1)


class PositionalEncoder(nn.Module):
    def __init__(self, d_model, max_seq_len=512):
        super().__init__()
        angle = torch.arange(max_seq_len).unsqueeze(1) / 10000 ** (torch.arange(0, d_model, 2) / d_model)
        self.register_buffer("pe", torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1))

    def forward(self, x):
        return x + self.pe[:x.size(1)]


class TimeSeriesTransformer(nn.Module):
    def __init__(self, input_size, dim_val, out_seq_len, n_heads=4, n_layers=2):
        super().__init__()
        self.encoder_input_layer = nn.Linear(input_size, dim_val)
        self.decoder_input_layer = nn.Linear(input_size, dim_val)
        self.linear_mapping = nn.Linear(out_seq_len * dim_val, out_seq_len)
        self.positional_encoding_layer = PositionalEncoder(dim_val)
        encoder_layer = nn.TransformerEncoderLayer(dim_val, n_heads, 2 * dim_val, batch_first=True)
        self.encoder = nn.TransformerEncoder(encoder_layer, n_layers)
        decoder_layer = nn.TransformerDecoderLayer(dim_val, n_heads, 2 * dim_val, batch_first=True)
        self.decoder = nn.TransformerDecoder(decoder_layer, n_layers)

    def forward(self, src, tgt, tgt_mask=None):
        src = self.positional_encoding_layer(self.encoder_input_layer(src))
        memory = self.encoder(src)
        decoder_output = self.decoder_input_layer(tgt)
        decoder_output = self.decoder(decoder_output, memory, tgt_mask=tgt_mask)
        return self.linear_mapping(decoder_output)


cases = torch.sin(2 * math.pi * torch.arange(520) / 52) + 0.1 * torch.randn(520)
tgt_mask = nn.Transformer.generate_square_subsequent_mask(output_sequence_length)
model = TimeSeriesTransformer(1, dim_val, output_sequence_length)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for src, trg, trg_y in DataLoader(TransformerDataset(cases.unsqueeze(-1)), batch_size=batch_size, shuffle=True):
    prediction = model(src, trg, tgt_mask)
    loss = nn.functional.mse_loss(prediction, trg_y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
