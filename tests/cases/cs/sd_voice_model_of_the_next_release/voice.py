import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x, mask):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, attn_mask=mask, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class UnifiedVoice(nn.Module):
    """Text tokens in, codes of the mel quantiser out."""

    def __init__(self, model_dim, heads, layers, max_mel_tokens, max_text_tokens,
                 number_text_tokens, number_mel_codes, stop_mel_token):
        super().__init__()
        self.stop_mel_token = stop_mel_token
        self.text_embedding = nn.Embedding(number_text_tokens, model_dim)
        self.mel_embedding = nn.Embedding(number_mel_codes, model_dim)
        self.positions = nn.Embedding(max_text_tokens + max_mel_tokens, model_dim)
        self.h = nn.ModuleList(Block(model_dim, heads) for _ in range(layers))
        self.final_norm = nn.LayerNorm(model_dim)
        self.mel_head = nn.Linear(model_dim, number_mel_codes)

    def forward(self, text, mel):
        x = torch.cat([self.text_embedding(text), self.mel_embedding(mel)], dim=1)
        x = x + self.positions(torch.arange(x.size(1)))
        mask = torch.full((x.size(1), x.size(1)), float("-inf")).triu(1)
        for block in self.h:
            x = block(x, mask)
        return self.mel_head(self.final_norm(x))

    @torch.no_grad()
    def inference_speech(self, text, max_codes=10):
        mel = torch.full((text.size(0), 1), self.stop_mel_token)
        for _ in range(max_codes):
            mel = torch.cat([mel, self(text, mel)[:, -1:].argmax(-1)], dim=1)
        return mel[:, 1:]
