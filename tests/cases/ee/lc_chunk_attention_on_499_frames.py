import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, q, v, h):
        super().__init__()
        self._h = h
        self._W_q = nn.Linear(d_model, q * h)
        self._W_k = nn.Linear(d_model, q * h)
        self._W_v = nn.Linear(d_model, v * h)
        self._W_o = nn.Linear(v * h, d_model)

    def _split(self, t):
        return torch.cat(t.chunk(self._h, dim=-1), dim=0)

    def forward(self, query, key, value):
        q, k, v = self._split(self._W_q(query)), self._split(self._W_k(key)), self._split(self._W_v(value))
        score = torch.softmax(q @ k.transpose(1, 2) / q.shape[-1] ** 0.5, dim=-1)
        return self._W_o(torch.cat((score @ v).chunk(self._h, dim=0), dim=-1))


class MultiHeadAttentionChunk(MultiHeadAttention):
    def __init__(self, d_model, q, v, h, chunk_size=168):
        super().__init__(d_model, q, v, h)
        self._chunk_size = chunk_size

    def forward(self, query, key, value):
        n_chunk = query.shape[1] // self._chunk_size
        parts = [torch.cat(t.chunk(n_chunk, dim=1), dim=0) for t in (query, key, value)]
        out = super().forward(*parts)
        return torch.cat(out.chunk(n_chunk, dim=0), dim=1)


class Encoder(nn.Module):
    def __init__(self, d_model, q, v, h, attention_mode):
        super().__init__()
        mha = {"chunk": MultiHeadAttentionChunk, None: MultiHeadAttention}[attention_mode]
        self._attn = mha(d_model, q, v, h)
        self._ff = nn.Sequential(nn.Linear(d_model, 2 * d_model), nn.ReLU(), nn.Linear(2 * d_model, d_model))
        self._norm1, self._norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)

    def forward(self, x):
        x = self._norm1(x + self._attn(x, x, x))
        return self._norm2(x + self._ff(x))


class Transformer(nn.Module):
    def __init__(self, d_input, d_model, d_output, q, v, h, N, attention_mode="chunk"):
        super().__init__()
        self._embedding = nn.Linear(d_input, d_model)
        self.layers_encoding = nn.ModuleList([Encoder(d_model, q, v, h, attention_mode) for _ in range(N)])
        self._linear = nn.Linear(d_model, d_output)

    def forward(self, x):
        x = self._embedding(x)
        for layer in self.layers_encoding:
            x = layer(x)
        return torch.sigmoid(self._linear(x))


def log_spectrogram(wav, n_fft=62, hop=80):
    spec = torch.stft(wav, n_fft, hop, window=torch.hann_window(n_fft), center=False, return_complex=True)
    return spec.abs().log1p().transpose(1, 2)


torch.manual_seed(3)
rng = np.random.default_rng(3)
clean = torch.from_numpy(rng.normal(size=(8, 39920)).astype(np.float32)).cumsum(1) * 0.01
noisy = clean + 0.1 * torch.randn_like(clean)
loader = DataLoader(TensorDataset(log_spectrogram(noisy), log_spectrogram(clean)), batch_size=4)
net = Transformer(d_input=32, d_model=48, d_output=32, q=8, v=8, h=4, N=2)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for x, y in loader:
    loss = nn.functional.l1_loss(net(x) * y.max(), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(x.shape, loss.item())
