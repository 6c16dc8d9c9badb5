import torch
import torch.nn as nn


class TransformerModel(nn.Module):
    def __init__(self, n_words, emb_dim=64, n_heads=4, n_layers=2, max_len=64):
        super(TransformerModel, self).__init__()
        self.n_words = n_words
        self.embeddings = nn.Embedding(n_words, emb_dim, padding_idx=2)
        self.position_embeddings = nn.Embedding(max_len, emb_dim)
        layer = nn.TransformerEncoderLayer(emb_dim, n_heads, 2 * emb_dim, dropout=0.1, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, n_layers)

    def forward(self, x):
        pos = torch.arange(x.size(1)).unsqueeze(0)
        h = self.layers(self.embeddings(x) + self.position_embeddings(pos))
        return h @ self.embeddings.weight.t()
