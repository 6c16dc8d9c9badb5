import math

import torch
import torch.nn.functional as F
from torch import nn


class QWenAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.num_heads = config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=False)

    def forward(self, x, attention_mask):
        b, t, c = x.shape
        q, k, v = (m.view(b, t, self.num_heads, -1).transpose(1, 2) for m in self.c_attn(x).split(c, dim=2))
        attn = q @ k.transpose(-1, -2) / math.sqrt(q.size(-1))
        causal = torch.tril(torch.ones(t, t, dtype=torch.bool))
        attn = attn.masked_fill(~causal, torch.finfo(attn.dtype).min)
        if attention_mask is not None:
            attn = attn.masked_fill(~attention_mask, torch.finfo(attn.dtype).min)
        out = (attn.softmax(dim=-1) @ v).transpose(1, 2).reshape(b, t, c)
        return self.c_proj(out)


class QWenBlock(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(config.n_embd), nn.LayerNorm(config.n_embd)
        self.attn = QWenAttention(config)
        self.mlp = nn.Sequential(nn.Linear(config.n_embd, 64), nn.SiLU(), nn.Linear(64, config.n_embd))

    def forward(self, x, attention_mask):
        x = x + self.attn(self.ln_1(x), attention_mask)
        return x + self.mlp(self.ln_2(x))


class QWenModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.max_seq_length, config.n_embd)
        self.h = nn.ModuleList(QWenBlock(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(config.n_embd)

    def forward(self, input_ids, attention_mask=None, position_ids=None):
        batch_size = input_ids.shape[0]
        if attention_mask is not None:
            attention_mask = attention_mask.view(batch_size, -1)
            attention_mask = attention_mask[:, None, None, :]
        hidden_states = self.wte(input_ids) + self.wpe(position_ids)
        for block in self.h:
            hidden_states = block(hidden_states, attention_mask)
        return self.ln_f(hidden_states)


class QWenLMHeadModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.transformer = QWenModel(config)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)

    def forward(self, input_ids, attention_mask=None, position_ids=None, labels=None):
        logits = self.lm_head(self.transformer(input_ids, attention_mask, position_ids))
        if labels is None:
            return logits
        shift = logits[:, :-1].reshape(-1, logits.size(-1))
        return F.cross_entropy(shift, labels[:, 1:].reshape(-1), ignore_index=-100)
