import torch
import torch.nn.functional as F
from torch import nn


class Transformer(nn.Module):
    def __init__(self, dim, layers, heads=2):
        super().__init__()
        self.layers = nn.ModuleList([
            nn.TransformerEncoderLayer(dim, heads, dim * 2, dropout=0.0, batch_first=True, norm_first=True)
            for _ in range(layers)
        ])
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        n = x.shape[-2]
        causal = torch.ones(n, n, dtype=torch.bool, device=x.device).triu(1)
        for layer in self.layers:
            x = layer(x, src_mask=causal)
        return self.norm(x)


class PatchEmbedder(nn.Module):
    """Joins the tokens of one patch: ... r d_in -> ... d_out"""

    def __init__(self, seq_len, dim_in, dim_out):
        super().__init__()
        self.net = nn.Sequential(
            nn.LayerNorm(seq_len * dim_in),
            nn.Linear(seq_len * dim_in, dim_out),
            nn.LayerNorm(dim_out),
        )

    def forward(self, x):
        return self.net(x.flatten(-2))


class MEGABYTE(nn.Module):
    def __init__(self, *, num_tokens, dim, depth, max_seq_len, pos_emb=False, pad_id=0):
        super().__init__()
        assert len(dim) == len(depth) == len(max_seq_len)
        self.stages = len(dim)
        self.max_seq_len = max_seq_len
        self.pad_id = pad_id
        coarsest_dim, fine_dim = dim[0], dim[-1]

        self.start_tokens = nn.Parameter(torch.randn(coarsest_dim))
        self.pos_embs = nn.ModuleList([nn.Embedding(n, d) for n, d in zip(max_seq_len, dim)]) if pos_emb else None

        self.token_embs = nn.ModuleList([nn.Embedding(num_tokens, fine_dim)])
        for d_in, d_out, seq_len in zip(reversed(dim[1:]), reversed(dim[:-1]), reversed(max_seq_len[1:])):
            self.token_embs.append(PatchEmbedder(seq_len, d_in, d_out))

        self.transformers = nn.ModuleList([Transformer(d, layers) for d, layers in zip(dim, depth)])
        self.to_next_stage = nn.ModuleList([nn.Linear(d, n) for d, n in zip(dim[:-1], dim[1:])] + [nn.Identity()])
        self.to_logits = nn.Linear(fine_dim, num_tokens)

    def forward(self, ids, return_loss=False):
        b = ids.shape[0]
        flat_ids = ids
        ids = ids.reshape(b, -1, *self.max_seq_len[1:])

        # tokens of every stage
        tokens_at_stages = []
        tokens = ids
        pos_embs = self.pos_embs if self.pos_embs is not None else [None] * self.stages
        for token_emb, pos_emb in zip(self.token_embs, pos_embs):
            tokens = token_emb(tokens)
            stage_tokens = tokens
            if pos_emb is not None:
                positions = pos_emb(torch.arange(tokens.shape[-2], device=tokens.device))
                stage_tokens = tokens + positions
            tokens_at_stages.insert(0, stage_tokens)

        start = self.start_tokens.expand(b, 1, -1)
        for stage_tokens, transformer, proj in zip(tokens_at_stages, self.transformers, self.to_next_stage):
            x = torch.cat((start, stage_tokens), dim=-2)
            lead = x.shape[:-2]
            x = transformer(x.reshape(-1, *x.shape[-2:]))
            x = proj(x).reshape(*lead, x.shape[-2], -1)
            start = x[..., :-1, :].unsqueeze(-2)

        logits = self.to_logits(x)[..., 1:, :].reshape(b, flat_ids.shape[1], -1)
        if not return_loss:
            return logits
        return F.cross_entropy(logits[:, :-1].transpose(1, 2), flat_ids[:, 1:], ignore_index=self.pad_id)


def batches(data, batch_size, seq_len):
    while True:
        start = torch.randint(0, len(data) - seq_len, (batch_size,)).tolist()
        yield torch.stack([data[s:s + seq_len] for s in start])


if __name__ == "__main__":
    torch.manual_seed(0)
    text = b"It is a truth universally acknowledged that a model of bytes needs no tokenizer. " * 40
    enwik8 = torch.tensor(list(text), dtype=torch.long)
    model = MEGABYTE(num_tokens=256, dim=(48, 32, 16), depth=(2, 1, 1), max_seq_len=(8, 4, 4), pos_emb=True)
    optim = torch.optim.Adam(model.parameters(), lr=2e-4)
    loader = batches(enwik8, batch_size=4, seq_len=128)
    for i in range(3):
        loss = model(next(loader), return_loss=True)
        loss.backward()
        optim.step()
        optim.zero_grad()
        print(f"training loss: {loss.item():.4f}")
