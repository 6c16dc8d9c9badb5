import torch
from torch import nn


class VideoBank:
    """Embeddings of the videos that are most similar to a query, as (1, n, dim)."""

    def __init__(self, dim, sizes):
        g = torch.Generator().manual_seed(21)
        self.items = [torch.randn(1, n, dim, generator=g) for n in sizes]

    def top_j(self):
        yield from self.items


def cal_attn_weight_embedding(attention, top_j_sim_video_embeddings):
    merged = []
    for embeddings in top_j_sim_video_embeddings:
        query = embeddings.mean(dim=1, keepdim=True)
        out, weights = attention(query, embeddings, embeddings)
        merged.append((query + out).squeeze(1))
    return torch.cat(merged)


class Reranker(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.score = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 1))

    def forward(self, x):
        return self.score(x).squeeze(-1)


def main(dim=96, num_heads=4):
    attention = nn.MultiheadAttention(embed_dim=dim, num_heads=num_heads)
    reranker = Reranker(dim)
    bank = VideoBank(dim, sizes=(23, 11, 17))
    with torch.no_grad():
        pooled = cal_attn_weight_embedding(attention, bank.top_j())
        print(reranker(pooled).sort(descending=True))


if __name__ == "__main__":
    main()
