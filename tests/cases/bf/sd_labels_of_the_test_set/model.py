import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, vocab, emb_size, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb_size, padding_idx=0)
        self.rnn = nn.GRU(emb_size, hidden, batch_first=True)

    def forward(self, src):
        return self.rnn(self.embedding(src))[1]


class Decoder(nn.Module):
    def __init__(self, vocab, emb_size, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb_size, padding_idx=0)
        self.rnn = nn.GRU(emb_size, hidden, batch_first=True)
        self.linear = nn.Linear(hidden, vocab)

    def forward(self, tgt, state):
        out, state = self.rnn(self.embedding(tgt), state)
        return self.linear(out), state


class SGM(nn.Module):
    """Sequence generation model for multi-label classification."""

    def __init__(self, src_vocab, tgt_vocab, emb_size, hidden):
        super().__init__()
        self.encoder = Encoder(src_vocab, emb_size, hidden)
        self.decoder = Decoder(tgt_vocab, emb_size, hidden)

    def forward(self, src, tgt):
        return self.decoder(tgt, self.encoder(src))[0]

    def sample(self, src, bos, eos, max_len=4):
        state, token, found = self.encoder(src), torch.tensor([[bos]]), []
        for _ in range(max_len):
            scores, state = self.decoder(token, state)
            token = scores.argmax(-1)
            if token.item() == eos:
                break
            found.append(token.item())
        return found
