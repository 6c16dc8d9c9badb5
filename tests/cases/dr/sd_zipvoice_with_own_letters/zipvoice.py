import torch
from torch import nn


class ZipVoice(nn.Module):
    def __init__(self, vocab_size, pad_id=0, text_dim=48, feat_dim=20, fm_dim=64):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, text_dim, padding_idx=pad_id)
        self.text_encoder = nn.GRU(text_dim, text_dim, batch_first=True)
        self.in_proj = nn.Linear(feat_dim + text_dim, fm_dim)
        self.fm_decoder = nn.TransformerEncoderLayer(fm_dim, 4, 128, batch_first=True)
        self.out_proj = nn.Linear(fm_dim, feat_dim)

    def forward(self, tokens, features):
        text, _ = self.text_encoder(self.embed(tokens))
        text = nn.functional.interpolate(text.transpose(1, 2), size=features.shape[1]).transpose(1, 2)
        noise, t = torch.randn_like(features), torch.rand(len(features), 1, 1)
        x = self.in_proj(torch.cat([noise * (1 - t) + features * t, text], dim=-1))
        return nn.functional.mse_loss(self.out_proj(self.fm_decoder(x)), features - noise)
