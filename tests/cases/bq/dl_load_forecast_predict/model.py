import math

import torch
from torch import nn


class DataEmbedding(nn.Module):
    def __init__(self, c_in, d_model, max_len=500):
        super().__init__()
        self.value = nn.Conv1d(c_in, d_model, 3, padding=1, padding_mode="circular", bias=False)
        self.temporal = nn.Linear(2, d_model, bias=False)
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2], pe[:, 1::2] = torch.sin(pos * div), torch.cos(pos * div)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x, x_mark):
        value = self.value(x.transpose(1, 2)).transpose(1, 2)
        return value + self.temporal(x_mark) + self.pe[:, :x.size(1)]


class Forecaster(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.pred_len = args.pred_len
        self.enc_embedding = DataEmbedding(args.enc_in, args.d_model)
        self.dec_embedding = DataEmbedding(args.enc_in, args.d_model)
        layer = dict(d_model=args.d_model, nhead=args.n_heads, dim_feedforward=64, batch_first=True)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(**layer), 1)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(**layer), 1)
        self.projection = nn.Linear(args.d_model, args.enc_in)

    def forward(self, x_enc, x_mark_enc, x_dec, x_mark_dec):
        memory = self.encoder(self.enc_embedding(x_enc, x_mark_enc))
        out = self.decoder(self.dec_embedding(x_dec, x_mark_dec), memory)
        return self.projection(out)[:, -self.pred_len:]
