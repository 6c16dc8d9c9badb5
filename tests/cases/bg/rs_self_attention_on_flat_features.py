import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class SelfAttention(nn.Module):
    def __init__(self, embed_size, heads):
        super(SelfAttention, self).__init__()
        self.embed_size = embed_size
        self.heads = heads
        self.head_dim = embed_size // heads
        assert self.head_dim * heads == embed_size, "Embed size needs to be divisible by heads"
        self.values = nn.Linear(self.head_dim, self.head_dim, bias=False)
        self.keys = nn.Linear(self.head_dim, self.head_dim, bias=False)
        self.queries = nn.Linear(self.head_dim, self.head_dim, bias=False)
        self.fc_out = nn.Linear(heads * self.head_dim, embed_size)

    def forward(self, values, keys, query):
        N = query.shape[0]
        value_len, key_len, query_len = values.shape[1], keys.shape[1], query.shape[1]
        # Split the embedding into self.heads different pieces
        values = values.reshape(N, value_len, self.heads, self.head_dim)
        keys = keys.reshape(N, key_len, self.heads, self.head_dim)
        queries = query.reshape(N, query_len, self.heads, self.head_dim)
        values, keys, queries = self.values(values), self.keys(keys), self.queries(queries)
        energy = torch.einsum("nqhd,nkhd->nhqk", [queries, keys])
        attention = torch.softmax(energy / (self.embed_size ** (1 / 2)), dim=3)
        out = torch.einsum("nhql,nlhd->nqhd", [attention, values])
        return self.fc_out(out.reshape(N, query_len, self.heads * self.head_dim))


class TransformerBlock(nn.Module):
    def __init__(self, embed_size, heads, dropout, forward_expansion):
        super(TransformerBlock, self).__init__()
        self.attention = SelfAttention(embed_size, heads)
        self.norm1 = nn.LayerNorm(embed_size)
        self.norm2 = nn.LayerNorm(embed_size)
        self.feed_forward = nn.Sequential(
            nn.Linear(embed_size, forward_expansion * embed_size),
            nn.ReLU(),
            nn.Linear(forward_expansion * embed_size, embed_size),
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, value, key, query):
        x = self.dropout(self.norm1(self.attention(value, key, query) + query))
        return self.dropout(self.norm2(self.feed_forward(x) + x))


class EmotionClassifier(nn.Module):
    """Openface measurements of one picture -> emotion."""

    def __init__(self, n_measures, embed_size=1024, heads=8, n_classes=7):
        super(EmotionClassifier, self).__init__()
        self.project = nn.Linear(n_measures, embed_size)
        self.block = TransformerBlock(embed_size, heads, dropout=0.1, forward_expansion=1)
        self.fc = nn.Linear(embed_size, n_classes)

    def forward(self, x):
        x = self.project(x)
        x = self.block(x, x, x)
        return self.fc(x.mean(dim=1))


data = TensorDataset(torch.randn(128, 136), torch.randint(0, 7, (128,)))
model = EmotionClassifier(n_measures=136)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
for measures, emotion in DataLoader(data, batch_size=64, shuffle=True):
    loss = nn.functional.cross_entropy(model(measures), emotion)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
