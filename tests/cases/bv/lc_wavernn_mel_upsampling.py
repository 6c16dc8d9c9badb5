import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class hparams:
    sample_rate, num_mels, bits = 22050, 80, 9
    hop_size = 256
    upsample_factors = (5, 5, 8)
    pad, seq_frames = 2, 5
    rnn_dims, aux_dims = 64, 32


class TacotronDump(Dataset):
    def __init__(self, hp, n=12):
        self.hp = hp
        self.mels = [torch.rand(hp.num_mels, 30 + 3 * i) for i in range(n)]
        self.audio = [torch.randint(0, 2 ** hp.bits, (m.shape[1] * hp.hop_size,)) for m in self.mels]

    def __len__(self):
        return len(self.mels)

    def __getitem__(self, i):
        hp, mel, quant = self.hp, self.mels[i], self.audio[i]
        window = mel[:, i:i + hp.seq_frames + 2 * hp.pad]
        start = (i + hp.pad) * hp.hop_size
        labels = quant[start:start + hp.seq_frames * hp.hop_size + 1]
        return labels[:-1] / 2 ** (hp.bits - 1) - 1, labels[1:], window


class UpsampleNetwork(nn.Module):
    def __init__(self, feat_dims, scales, aux_dims, pad):
        super().__init__()
        self.resnet = nn.Conv1d(feat_dims, aux_dims, 2 * pad + 1, bias=False)
        layers = []
        for s in scales:
            layers += [nn.Upsample(scale_factor=(1, s)), nn.Conv2d(1, 1, (1, 2 * s + 1), padding=(0, s))]
        self.up_layers = nn.Sequential(*layers)
        self.total_scale = math.prod(scales)
        self.indent = pad * self.total_scale

    def forward(self, m):
        aux = self.resnet(m).repeat_interleave(self.total_scale, dim=2)
        m = self.up_layers(m.unsqueeze(1)).squeeze(1)[:, :, self.indent:-self.indent]
        return m.transpose(1, 2), aux.transpose(1, 2)


class WaveRNN(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.upsample = UpsampleNetwork(hp.num_mels, hp.upsample_factors, hp.aux_dims, hp.pad)
        self.I = nn.Linear(1 + hp.num_mels + hp.aux_dims, hp.rnn_dims)
        self.rnn = nn.GRU(hp.rnn_dims, hp.rnn_dims, batch_first=True)
        self.fc = nn.Linear(hp.rnn_dims, 2 ** hp.bits)

    def forward(self, x, mels):
        mels, aux = self.upsample(mels)
        x = torch.cat([x.unsqueeze(-1), mels, aux], dim=2)
        x, _ = self.rnn(torch.relu(self.I(x)))
        return self.fc(x)


model = WaveRNN(hparams)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step, (x, y, mels) in enumerate(DataLoader(TacotronDump(hparams), batch_size=4)):
    logits = model(x, mels)
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
