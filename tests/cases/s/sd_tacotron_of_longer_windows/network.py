import torch
import torch.nn as nn

from hyperparameters import Hyperparameters as hp


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(hp.vocab), hp.E)
        self.gru = nn.GRU(hp.E, hp.E // 2, batch_first=True, bidirectional=True)

    def forward(self, text):
        return self.gru(self.embedding(text))[0]


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(hp.E, hp.E, batch_first=True)
        self.fc1 = nn.Linear(hp.E, hp.n_mels * hp.r)
        self.post = nn.GRU(hp.n_mels, hp.E // 2, batch_first=True, bidirectional=True)
        self.fc2 = nn.Linear(hp.E, 1 + hp.n_fft // 2)

    def forward(self, memory):
        mels = self.fc1(self.gru(memory)[0])
        mels = mels.reshape(mels.shape[0], -1, hp.n_mels)
        return mels, self.fc2(self.post(mels)[0])


class Tacotron(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, text):
        return self.decoder(self.encoder(text))
