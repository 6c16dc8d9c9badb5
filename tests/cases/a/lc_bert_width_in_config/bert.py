from torch import nn

_RELEASED = {
    "bert-base": dict(hidden_size=768, heads=12),
    "bert-large": dict(hidden_size=1024, heads=16),
}


class Bert(nn.Module):
    """A one-layer stand-in with the widths of the released encoders."""

    def __init__(self, hidden_size, heads, vocab=300):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocab, hidden_size, padding_idx=0)
        self.layer = nn.TransformerEncoderLayer(hidden_size, heads, hidden_size, batch_first=True)

    def forward(self, ids):
        return self.layer(self.word_embeddings(ids))


def from_pretrained(name):
    return Bert(**_RELEASED[name])
