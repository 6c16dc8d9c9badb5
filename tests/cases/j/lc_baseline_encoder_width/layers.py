from torch import nn


class PretrainedEncoder(nn.Module):
    """Stands for the language model whose width the decoder was chosen by."""

    def __init__(self, vocab, width):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)

    def forward(self, src):
        return self.embed(src)


class TransformerEncoder(nn.Module):
    def __init__(self, vocab, width, depth):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        layer = nn.TransformerEncoderLayer(width, 4, width * 2, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, depth)

    def forward(self, src):
        return self.layers(self.embed(src))


class TransformerDecoder(nn.Module):
    def __init__(self, vocab, width, depth):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.norm_context = nn.LayerNorm(width)
        layer = nn.TransformerDecoderLayer(width, 4, width * 2, batch_first=True)
        self.layers = nn.TransformerDecoder(layer, depth)

    def forward(self, tgt, memory):
        return self.layers(self.embed(tgt), self.norm_context(memory))
