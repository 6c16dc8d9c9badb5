import torch
from torch import nn


class Passthrough(nn.Module):
    output_size = 1

    def forward(self, column):
        return column.float().unsqueeze(1)


class ParallelCNN(nn.Module):
    def __init__(self, vocab, embedding_size=32, num_filters=64, filter_sizes=(2, 3, 4, 5)):
        super().__init__()
        self.embed = nn.Embedding(vocab, embedding_size)
        self.convs = nn.ModuleList(nn.Conv1d(embedding_size, num_filters, k) for k in filter_sizes)
        self.output_size = num_filters * len(filter_sizes)

    def forward(self, tokens):
        x = self.embed(tokens).transpose(1, 2)
        return torch.cat([conv(x).relu().amax(dim=2) for conv in self.convs], dim=1)


class StackedRNN(nn.Module):
    def __init__(self, vocab, embedding_size=32, state_size=256, bidirectional=False):
        super().__init__()
        self.embed = nn.Embedding(vocab, embedding_size)
        self.rnn = nn.GRU(embedding_size, state_size, batch_first=True, bidirectional=bidirectional)
        self.output_size = state_size

    def forward(self, tokens):
        hidden, _ = self.rnn(self.embed(tokens))
        return hidden[:, -1]


ENCODERS = {"passthrough": Passthrough, "parallel_cnn": ParallelCNN, "rnn": StackedRNN}


def build_encoder(encoder, **kwargs):
    return ENCODERS[encoder](**kwargs)
