import torch
import torch.nn.functional as F
from torch import einsum, nn

PROMPTS = ["a boat on the lake", "children playing football in the park"]


class TextEncoder(nn.Module):
    def __init__(self, dim=48, max_words=8):
        super().__init__()
        self.max_words = max_words
        self.embed = nn.Embedding(512, dim)

    def tokenize(self, prompt):
        ids = [sum(ord(c) for c in word) % 511 + 1 for word in prompt.split()][:self.max_words]
        return ids + [0] * (self.max_words - len(ids))

    def forward(self, prompts):
        return self.embed(torch.tensor([self.tokenize(p) for p in prompts]))


class CrossAttention(nn.Module):
    def __init__(self, query_dim, context_dim, heads=4, dim_head=16):
        super().__init__()
        inner = heads * dim_head
        self.heads = heads
        self.scale = dim_head ** -0.5
        self.to_q = nn.Linear(query_dim, inner, bias=False)
        self.to_k = nn.Linear(context_dim, inner, bias=False)
        self.to_v = nn.Linear(context_dim, inner, bias=False)
        self.to_out = nn.Linear(inner, query_dim)

    def split_heads(self, t):
        b, n, d = t.shape
        t = t.view(b, n, self.heads, d // self.heads).permute(0, 2, 1, 3)
        return t.reshape(b * self.heads, n, d // self.heads)

    def forward(self, x, context):
        q, k, v = (self.split_heads(t) for t in (self.to_q(x), self.to_k(context), self.to_v(context)))
        sim = einsum("b i d, b j d -> b i j", q, k) * self.scale
        out = einsum("b i j, b j d -> b i d", sim.softmax(dim=-1), v)
        bh, n, d = out.shape
        out = out.view(bh // self.heads, self.heads, n, d).permute(0, 2, 1, 3).reshape(bh // self.heads, n, -1)
        return self.to_out(out)


class FrameDenoiser(nn.Module):
    def __init__(self, channels=4, dim=32, context_dim=48):
        super().__init__()
        self.conv_in = nn.Conv2d(channels, dim, 3, padding=1)
        self.norm = nn.LayerNorm(dim)
        self.ctx_norm = nn.LayerNorm(context_dim)
        self.attn = CrossAttention(dim, context_dim)
        self.temporal = nn.Conv1d(dim, dim, 3, padding=1)
        self.conv_out = nn.Conv2d(dim, channels, 3, padding=1)

    def forward(self, latents, context):
        b, t, c, h, w = latents.shape
        x = self.conv_in(latents.flatten(0, 1))
        tokens = x.flatten(2).transpose(1, 2)
        ctx = self.ctx_norm(context)
        tokens = tokens + self.attn(self.norm(tokens), ctx)
        d = tokens.size(-1)
        seq = tokens.view(b, t, h * w, d).permute(0, 2, 3, 1).reshape(b * h * w, d, t)
        seq = seq + self.temporal(seq)
        x = seq.view(b, h, w, d, t).permute(0, 4, 3, 1, 2).reshape(b * t, d, h, w)
        return self.conv_out(x).view(b, t, c, h, w)


torch.manual_seed(12)
text_encoder = TextEncoder()
denoiser = FrameDenoiser()
params = list(text_encoder.parameters()) + list(denoiser.parameters())
optimizer = torch.optim.AdamW(params, lr=1e-3)
clean = torch.randn(len(PROMPTS), 5, 4, 8, 8)
for step in range(3):
    noise = torch.randn_like(clean)
    noisy = 0.7 * clean + 0.7 * noise
    pred = denoiser(noisy, text_encoder(PROMPTS))
    loss = F.mse_loss(pred, noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
