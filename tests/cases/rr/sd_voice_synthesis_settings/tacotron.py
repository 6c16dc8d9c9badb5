import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.prenet = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Dropout(0.2))
        self.gru = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        return self.gru(self.prenet(x))[0]


class StyleTokens(nn.Module):
    def __init__(self, token_num, dim):
        super().__init__()
        self.embed = nn.Parameter(torch.randn(token_num, dim) * 0.3)
        self.query = nn.Linear(dim, token_num)

    def forward(self, memory):
        weight = self.query(memory.mean(1)).softmax(-1)
        return (weight @ torch.tanh(self.embed)).unsqueeze(1)


class Decoder(nn.Module):
    def __init__(self, dim, hidden, n_mels, n_freq, r):
        super().__init__()
        self.n_mels, self.r = n_mels, r
        self.attention_rnn = nn.GRUCell(n_mels + dim, hidden)
        self.score = nn.Linear(hidden, dim)
        self.fc1 = nn.Linear(hidden, n_mels * r)
        self.cbhg = nn.GRU(n_mels, hidden, batch_first=True)
        self.fc2 = nn.Linear(hidden, n_freq)

    def forward(self, memory, steps):
        batch = memory.shape[0]
        frame = memory.new_zeros(batch, self.n_mels)
        h = memory.new_zeros(batch, self.attention_rnn.hidden_size)
        mels = []
        for _ in range(steps):
            weight = torch.einsum("bd,btd->bt", self.score(h), memory).softmax(-1)
            context = torch.einsum("bt,btd->bd", weight, memory)
            h = self.attention_rnn(torch.cat([frame, context], -1), h)
            block = self.fc1(h).view(batch, self.r, self.n_mels)
            frame = block[:, -1]
            mels.append(block)
        mel = torch.cat(mels, dim=1)
        return mel, self.fc2(self.cbhg(mel)[0])


class Tacotron(nn.Module):
    def __init__(self, vocab_size, dim, hidden, n_mels, n_fft, r, token_num):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, dim)
        self.encoder = Encoder(dim)
        self.gst = StyleTokens(token_num, dim)
        self.decoder = Decoder(dim, hidden, n_mels, 1 + n_fft // 2, r)

    def forward(self, text, steps):
        memory = self.encoder(self.embedding(text))
        return self.decoder(memory + self.gst(memory), steps)
