import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(3)

NUM_BIN = 50
NUM_RAY = 9

attn_cfg = dict(num_heads=4, dropout=0.1)
decoder_cfg = dict(embed_dims=64, num_layers=2, ffn_dims=128, attn=attn_cfg)


def sine_table(length, dim):
    pos = torch.arange(length).unsqueeze(1)
    freq = torch.exp(torch.arange(0, dim, 2) * (-math.log(10000.0) / dim))
    table = torch.zeros(length, dim)
    table[:, 0::2] = torch.sin(pos * freq)
    table[:, 1::2] = torch.cos(pos * freq)
    return table


class PointDecoderLayer(nn.Module):
    def __init__(self, embed_dims, ffn_dims, attn):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(embed_dims, **attn)
        self.cross_attn = nn.MultiheadAttention(embed_dims, **attn)
        self.ffn = nn.Sequential(nn.Linear(embed_dims, ffn_dims), nn.ReLU(), nn.Linear(ffn_dims, embed_dims))
        self.norms = nn.ModuleList(nn.LayerNorm(embed_dims) for _ in range(3))

    def forward(self, seq, memory, tri_mask):
        h = self.self_attn(seq, seq, seq, attn_mask=tri_mask, need_weights=False)[0]
        seq = self.norms[0](seq + h)
        h = self.cross_attn(seq, memory, memory, need_weights=False)[0]
        seq = self.norms[1](seq + h)
        return self.norms[2](seq + self.ffn(seq))


class PointDecoder(nn.Module):
    """Predicts the corners of a polygon as a sequence of binned coordinates."""

    def __init__(self, embed_dims, num_layers, ffn_dims, attn):
        super().__init__()
        self.token_embed = nn.Embedding(NUM_BIN + 1, embed_dims)
        self.register_buffer("pe", sine_table(2 * NUM_RAY + 1, embed_dims))
        self.layers = nn.ModuleList(PointDecoderLayer(embed_dims, ffn_dims, attn) for _ in range(num_layers))
        self.predictor = nn.Linear(embed_dims, NUM_BIN + 1)

    def tri_mask(self, length):
        return torch.triu(torch.full((length, length), float("-inf")), diagonal=1)

    def forward(self, tokens, memory):
        seq = self.token_embed(tokens) + self.pe[: tokens.shape[1]]
        mask = self.tri_mask(tokens.shape[1])
        for layer in self.layers:
            seq = layer(seq, memory, mask)
        return self.predictor(seq)


class Grounder(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        dim = cfg["embed_dims"]
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 4, 4), nn.ReLU(),
            nn.Conv2d(32, dim, 4, 4), nn.ReLU(),
        )
        self.decoder = PointDecoder(**cfg)

    def forward(self, img, tokens):
        memory = self.backbone(img).flatten(2).transpose(1, 2)
        return self.decoder(tokens, memory)


def fake_batch(batch_size):
    img = torch.rand(batch_size, 3, 80, 80)
    points = torch.randint(0, NUM_BIN, (batch_size, 2 * NUM_RAY))
    start = torch.full((batch_size, 1), NUM_BIN)
    return img, torch.cat([start, points], dim=1), torch.cat([points, start], dim=1)


@torch.no_grad()
def generate(model, img):
    model.eval()
    tokens = torch.full((len(img), 1), NUM_BIN)
    for _ in range(2 * NUM_RAY):
        nxt = model(img, tokens)[:, -1, :NUM_BIN].argmax(-1, keepdim=True)
        tokens = torch.cat([tokens, nxt], dim=1)
    return tokens[:, 1:]


model = Grounder(decoder_cfg)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for it in range(4):
    img, seq_in, target = fake_batch(batch_size=6)
    logits = model(img, seq_in)
    loss = F.cross_entropy(logits.flatten(0, 1), target.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {it} loss {loss.item():.4f}")

print(generate(model, fake_batch(2)[0]).shape)
