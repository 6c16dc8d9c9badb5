from torch import nn

from pooling import mean_pooling


class SentenceEncoder(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, dropout=0.0, batch_first=True)

    def forward(self, ids, mask):
        hidden = self.layer(self.embed(ids), src_key_padding_mask=~mask)
        return mean_pooling(hidden, mask)
