import torch
from torch import nn


class DeltaLMDecoder(nn.Module):
    def __init__(self, vocab_size, dim, pad):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, dim, padding_idx=pad)
        self.layer = nn.TransformerDecoderLayer(dim, 4, dim * 2, dropout=0.0, batch_first=True)
        self.output_projection = nn.Linear(dim, vocab_size, bias=False)

    def forward(self, prev_output_tokens, memory):
        n = prev_output_tokens.shape[1]
        causal = torch.ones(n, n, dtype=torch.bool).triu(1)
        x = self.layer(self.embed_tokens(prev_output_tokens), memory, tgt_mask=causal)
        return self.output_projection(x)


class DeltaLMEncoder(nn.Module):
    def __init__(self, vocab_size, dim, pad):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, dim, padding_idx=pad)
        self.layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, dropout=0.0, batch_first=True)

    def forward(self, src_tokens):
        return self.layer(self.embed_tokens(src_tokens))


class DeltaLM(nn.Module):
    def __init__(self, dictionary, dim=32):
        super().__init__()
        self.encoder = DeltaLMEncoder(len(dictionary), dim, dictionary.pad())
        self.decoder = DeltaLMDecoder(len(dictionary), dim, dictionary.pad())

    def forward(self, src_tokens, prev_output_tokens):
        return self.decoder(prev_output_tokens, self.encoder(src_tokens))
