import torch
from torch import nn


class BasicEmbedder(nn.Module):
    def __init__(self, input_size, embedding_size):
        super().__init__()
        self.embedder = nn.Embedding(input_size, embedding_size, padding_idx=0)

    def forward(self, seq):
        return self.embedder(seq)


class GTS(nn.Module):
    """Goal driven tree: the root node chooses among the operators and constants."""

    def __init__(self, config, dataset):
        super().__init__()
        self.symbols = config["symbol_list"] + config["generate_list"]
        self.embedder = BasicEmbedder(len(dataset.in_idx2word), config["embedding_size"])
        self.encoder = nn.GRU(config["embedding_size"], config["hidden_size"], batch_first=True, bidirectional=True)
        self.root = nn.Linear(config["hidden_size"], config["hidden_size"])
        self.predict = nn.Linear(config["hidden_size"], len(self.symbols))

    def forward(self, seq, seq_length):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedder(seq), seq_length, True, enforce_sorted=False)
        _, hidden = self.encoder(packed)
        return self.predict(torch.tanh(self.root(hidden.sum(0))))

    def model_test(self, seq, seq_length):
        return [self.symbols[k] for k in self(seq, seq_length).argmax(-1).tolist()]
