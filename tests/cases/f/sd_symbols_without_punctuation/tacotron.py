import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, num_chars, width=32):
        super().__init__()
        self.embedding = nn.Embedding(num_chars, width)
        self.conv = nn.Conv1d(width, width, 5, padding=2)
        self.rnn = nn.LSTM(width, width // 2, bidirectional=True, batch_first=True)

    def forward(self, x):
        h = self.conv(self.embedding(x).transpose(1, 2)).relu()
        return self.rnn(h.transpose(1, 2))[0]


class Tacotron(nn.Module):
    def __init__(self, num_chars, n_mels=16):
        super().__init__()
        self.encoder = Encoder(num_chars)
        self.decoder = nn.Linear(32, n_mels)

    def forward(self, x):
        return self.decoder(self.encoder(x))


def pretrained():
    """The weights that come with the toolbox."""
    torch.manual_seed(35)
    return {"model_state": Tacotron(35).state_dict(), "step": 295000}
