import torch
from torch import nn


class TokenEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        self.tokenConv = nn.Conv1d(c_in, d_model, kernel_size=3, padding=1, padding_mode="circular", bias=False)

    def forward(self, x):
        return self.tokenConv(x.permute(0, 2, 1)).transpose(1, 2)


class DataEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        self.value_embedding = TokenEmbedding(c_in, d_model)
        self.temporal_embedding = nn.Linear(2, d_model)

    def forward(self, x, mark):
        return self.value_embedding(x) + self.temporal_embedding(mark)


class Informer(nn.Module):
    def __init__(self, enc_in, dec_in, c_out, pred_len, d_model, n_heads, e_layers):
        super().__init__()
        self.pred_len = pred_len
        self.enc_embedding = DataEmbedding(enc_in, d_model)
        self.dec_embedding = DataEmbedding(dec_in, d_model)
        enc_layer = nn.TransformerEncoderLayer(d_model, n_heads, 2 * d_model, batch_first=True)
        self.encoder = nn.TransformerEncoder(enc_layer, e_layers)
        self.decoder = nn.TransformerDecoderLayer(d_model, n_heads, 2 * d_model, batch_first=True)
        self.projection = nn.Linear(d_model, c_out)

    def forward(self, x_enc, x_mark_enc, x_dec, x_mark_dec):
        memory = self.encoder(self.enc_embedding(x_enc, x_mark_enc))
        out = self.decoder(self.dec_embedding(x_dec, x_mark_dec), memory)
        return self.projection(out)[:, -self.pred_len:, :]
