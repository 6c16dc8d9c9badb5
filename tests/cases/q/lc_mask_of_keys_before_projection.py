import torch
import torch.nn as nn


class LinearMultiheadAttention(nn.Module):
    """Attention over keys and values that were projected from seq_len to proj_k places (Linformer)."""

    def __init__(self, embed_dim, num_heads, seq_len, proj_k):
        super().__init__()
        self.num_heads, self.head_dim = num_heads, embed_dim // num_heads
        self.in_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.e_proj = nn.Linear(seq_len, proj_k)
        self.f_proj = nn.Linear(seq_len, proj_k)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, attn_mask=None):
        bsz, tgt_len, embed_dim = x.shape
        q, k, v = self.in_proj(x).chunk(3, dim=-1)
        k = self.e_proj(k.transpose(1, 2)).transpose(1, 2)
        v = self.f_proj(v.transpose(1, 2)).transpose(1, 2)
        q, k, v = (t.reshape(bsz, -1, self.num_heads, self.head_dim).transpose(1, 2) for t in (q, k, v))
        attn_output_weights = q @ k.transpose(-2, -1) * self.head_dim ** -0.5
        if attn_mask is not None:
            attn_output_weights = attn_output_weights + attn_mask
        attn = attn_output_weights.softmax(-1) @ v
        return self.out_proj(attn.transpose(1, 2).reshape(bsz, tgt_len, embed_dim))


class TextEncoder(nn.Module):
    def __init__(self, vocab, hidden_dim, max_len, proj_k, layers=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, hidden_dim)
        self.layers = nn.ModuleList(LinearMultiheadAttention(hidden_dim, 4, max_len, proj_k) for _ in range(layers))
        self.norms = nn.ModuleList(nn.LayerNorm(hidden_dim) for _ in range(layers))
        self.head = nn.Linear(hidden_dim, 3)

    def forward(self, tokens, attn_mask):
        x = self.embed(tokens)
        for layer, norm in zip(self.layers, self.norms):
            x = norm(x + layer(x, attn_mask))
        return self.head(x.mean(1))


config = {"hidden_dim": 64, "max_text_length": 96, "proj_k": 32}
model = TextEncoder(120, config["hidden_dim"], config["max_text_length"], config["proj_k"])
tokens = torch.randint(0, 120, (6, config["max_text_length"]))
attn_mask = torch.zeros(config["max_text_length"], config["max_text_length"])
attn_mask[:, 80:] = -1e4
logits = model(tokens, attn_mask)
loss = nn.functional.cross_entropy(logits, torch.tensor([0, 1, 2, 0, 1, 2]))
loss.backward()
print(loss.item())
