import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, emsize, nhid, nlayers, dropout, bidirection):
        super().__init__()
        self.bidirection = bidirection
        width = nhid // 2 if bidirection else nhid
        drop = dropout if nlayers > 1 else 0.0
        self.rnn = nn.LSTM(emsize, width, nlayers, batch_first=True, dropout=drop, bidirectional=bidirection)

    def forward(self, emb):
        _, state = self.rnn(emb)
        return state


class Decoder(nn.Module):
    def __init__(self, emsize, nhid, nlayers, dropout, bidirection):
        super().__init__()
        self.bidirection = bidirection
        drop = dropout if nlayers > 1 else 0.0
        self.rnn = nn.LSTM(emsize, nhid, nlayers, batch_first=True, dropout=drop)

    def init_state(self, state):
        def _fix_enc_hidden(hidden):
            # the state of the top layer, both directions side by side
            if self.bidirection:
                return torch.cat([hidden[-2], hidden[-1]], dim=1).unsqueeze(0)
            return hidden[-1:]

        return tuple(_fix_enc_hidden(h) for h in state)

    def forward(self, emb, state):
        output, _ = self.rnn(emb, self.init_state(state))
        return output


class Seq2seq(nn.Module):
    """Suggests the next query of a search session."""

    def __init__(self, vocab, emsize, **rnn_args):
        super().__init__()
        self.embedder = nn.Embedding(vocab, emsize, padding_idx=0)
        self.encoder = Encoder(emsize, **rnn_args)
        self.decoder = Decoder(emsize, **rnn_args)
        self.generator = nn.Linear(rnn_args["nhid"], vocab)

    def forward(self, source, target):
        state = self.encoder(self.embedder(source))
        scores = self.generator(self.decoder(self.embedder(target[:, :-1]), state))
        return nn.functional.cross_entropy(scores.flatten(0, 1), target[:, 1:].flatten(), ignore_index=0)
