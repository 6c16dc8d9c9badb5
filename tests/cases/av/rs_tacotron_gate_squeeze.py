from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class HParams:
    n_symbols: int = 40
    n_mel_channels: int = 20
    embedding_dim: int = 32
    decoder_dim: int = 48
    batch_size: int = 1
    learning_rate: float = 1e-3


class TextMels(Dataset):
    """Character ids, mel frames and the stop flags of the frames."""

    def __init__(self, hp, n=3):
        self.hp, self.n = hp, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        text = torch.randint(0, self.hp.n_symbols, (15,), generator=g)
        mel = torch.randn(self.hp.n_mel_channels, 30, generator=g)
        gate = torch.zeros(30)
        gate[-1] = 1
        return text, mel, gate


class Decoder(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.n_mel, self.dim = hp.n_mel_channels, hp.decoder_dim
        self.prenet = nn.Sequential(nn.Linear(self.n_mel, 32), nn.ReLU(), nn.Dropout(0.5))
        self.rnn = nn.LSTMCell(32 + hp.embedding_dim, self.dim)
        self.query = nn.Linear(self.dim, hp.embedding_dim)
        self.linear_projection = nn.Linear(self.dim + hp.embedding_dim, self.n_mel)
        self.gate_layer = nn.Linear(self.dim + hp.embedding_dim, 1)

    def decode(self, frame, memory, state):
        weights = torch.softmax(torch.bmm(memory, self.query(state[0]).unsqueeze(2)), dim=1)
        context = (weights * memory).sum(dim=1)
        state = self.rnn(torch.cat([self.prenet(frame), context], dim=1), state)
        out = torch.cat([state[0], context], dim=1)
        return self.linear_projection(out), self.gate_layer(out), state

    def forward(self, memory, mels):
        batch = memory.size(0)
        frames = torch.cat([mels.new_zeros(1, batch, self.n_mel), mels.permute(2, 0, 1)])
        state = (memory.new_zeros(batch, self.dim), memory.new_zeros(batch, self.dim))
        mel_outputs, gate_outputs = [], []
        for frame in frames[:-1]:
            mel_output, gate_output, state = self.decode(frame, memory, state)
            mel_outputs.append(mel_output)
            gate_outputs.append(gate_output.squeeze())
        # (T_out, B) -> (B, T_out)
        gate_outputs = torch.stack(gate_outputs).transpose(0, 1)
        mel_outputs = torch.stack(mel_outputs, dim=2)
        return mel_outputs, gate_outputs


class Tacotron(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.embedding = nn.Embedding(hp.n_symbols, hp.embedding_dim)
        self.encoder = nn.LSTM(hp.embedding_dim, hp.embedding_dim // 2, batch_first=True, bidirectional=True)
        self.decoder = Decoder(hp)

    def forward(self, text, mels):
        memory, _ = self.encoder(self.embedding(text))
        return self.decoder(memory, mels)


hp = HParams()
model = Tacotron(hp)
optimizer = torch.optim.Adam(model.parameters(), lr=hp.learning_rate)
for i, (text, mel, gate) in enumerate(DataLoader(TextMels(hp), batch_size=hp.batch_size)):
    mel_out, gate_out = model(text, mel)
    loss = nn.functional.mse_loss(mel_out, mel)
    loss = loss + nn.functional.binary_cross_entropy_with_logits(gate_out, gate)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iteration {i}: {loss.item():.6f}")
