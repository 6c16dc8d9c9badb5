import torch
from torch import nn


class TextEmbedding(nn.Module):
    def __init__(self, text_num_embeds, text_dim):
        super().__init__()
        self.text_embed = nn.Embedding(text_num_embeds + 1, text_dim)
        self.conv = nn.Conv1d(text_dim, text_dim, 7, padding=3, groups=text_dim)

    def forward(self, text):
        x = self.text_embed(text)
        return x + self.conv(x.transpose(1, 2)).transpose(1, 2)


class FlowTransformer(nn.Module):
    def __init__(self, text_num_embeds, n_mels, dim=64, text_dim=48, depth=2, heads=4):
        super().__init__()
        self.text_embed = TextEmbedding(text_num_embeds, text_dim)
        self.input_proj = nn.Linear(n_mels * 2 + text_dim, dim)
        self.time_proj = nn.Linear(1, dim)
        layer = nn.TransformerEncoderLayer(dim, heads, 2 * dim, dropout=0.1, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, depth)
        self.output = nn.Linear(dim, n_mels)

    def forward(self, x, cond, text, time):
        h = self.input_proj(torch.cat([x, cond, self.text_embed(text)], dim=-1))
        h = h + self.time_proj(time[:, None])[:, None]
        return self.output(self.blocks(h))
