import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

hparams = dict(
    bits=9,
    num_mels=80,
    hop_length=300,
    upsample_factors=(5, 5, 11),
    rnn_dims=32,
)


class VocoderData(Dataset):
    def __init__(self, hp, mel_win=5):
        self.hp, self.mel_win = hp, mel_win

    def __len__(self):
        return 8

    def __getitem__(self, i):
        levels = 2 ** self.hp["bits"]
        mel = torch.rand(self.hp["num_mels"], self.mel_win)
        coarse = torch.randint(0, levels, (self.mel_win * self.hp["hop_length"] + 1,))
        return 2 * coarse[:-1].float() / (levels - 1) - 1, mel, coarse[1:]


class UpsampleNetwork(nn.Module):
    def __init__(self, num_mels, aux_dims, factors):
        super().__init__()
        self.resnet = nn.Sequential(
            nn.Conv1d(num_mels, aux_dims, 3, padding=1), nn.BatchNorm1d(aux_dims), nn.ReLU(), nn.Conv1d(aux_dims, aux_dims, 1),
        )
        self.total, self.layers = 1, nn.ModuleList()
        for f in factors:
            smooth = nn.Conv1d(num_mels, num_mels, 2 * f + 1, padding=f, groups=num_mels, bias=False)
            self.layers.append(nn.Sequential(nn.Upsample(scale_factor=f), smooth))
            self.total *= f

    def forward(self, m):
        aux = self.resnet(m).repeat_interleave(self.total, dim=2)
        for layer in self.layers:
            m = layer(m)
        return m.transpose(1, 2), aux.transpose(1, 2)


class WaveRNN(nn.Module):
    def __init__(self, hp, aux_dims=8):
        super().__init__()
        self.aux_dims = aux_dims
        self.upsample = UpsampleNetwork(hp["num_mels"], 2 * aux_dims, hp["upsample_factors"])
        self.I = nn.Linear(1 + hp["num_mels"] + aux_dims, hp["rnn_dims"])
        self.rnn1 = nn.GRU(hp["rnn_dims"], hp["rnn_dims"], batch_first=True)
        self.fc = nn.Linear(hp["rnn_dims"] + aux_dims, 2 ** hp["bits"])

    def forward(self, x, mels):
        mels, aux = self.upsample(mels)
        a1, a2 = aux.split(self.aux_dims, dim=2)
        x = torch.cat([x.unsqueeze(-1), mels, a1], dim=2)
        x = self.I(x)
        x = x + self.rnn1(x)[0]
        return self.fc(torch.cat([x, a2], dim=2))


model = WaveRNN(hparams)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for x, m, y in DataLoader(VocoderData(hparams), batch_size=4):
    loss = nn.functional.cross_entropy(model(x, m).transpose(1, 2), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
