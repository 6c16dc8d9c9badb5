import torch
from torch import nn


class Encoder(nn.Module):
    """Squeezes content through a narrow, subsampled bottleneck."""

    def __init__(self, dim_neck, dim_emb, freq):
        super().__init__()
        self.dim_neck, self.freq = dim_neck, freq
        self.conv = nn.Conv1d(80 + dim_emb, 96, 5, padding=2)
        self.lstm = nn.LSTM(96, dim_neck, batch_first=True, bidirectional=True)

    def forward(self, x, c_org):
        c_org = c_org.unsqueeze(1).expand(-1, x.size(1), -1)
        x = torch.relu(self.conv(torch.cat([x, c_org], dim=-1).transpose(1, 2))).transpose(1, 2)
        out, _ = self.lstm(x)
        forward, backward = out[..., :self.dim_neck], out[..., self.dim_neck:]
        return torch.cat([forward[:, self.freq - 1::self.freq], backward[:, ::self.freq]], dim=-1)


class Decoder(nn.Module):
    def __init__(self, dim_neck, dim_emb, dim_pre):
        super().__init__()
        self.lstm = nn.LSTM(dim_neck * 2 + dim_emb, dim_pre, batch_first=True)
        self.mel = nn.Linear(dim_pre, 80)

    def forward(self, x):
        return self.mel(self.lstm(x)[0])


class Generator(nn.Module):
    def __init__(self, dim_neck, dim_emb, dim_pre, freq):
        super().__init__()
        self.freq = freq
        self.encoder = Encoder(dim_neck, dim_emb, freq)
        self.decoder = Decoder(dim_neck, dim_emb, dim_pre)
        self.postnet = nn.Conv1d(80, 80, 5, padding=2)

    def forward(self, x, c_org, c_trg):
        codes = self.encoder(x, c_org)
        code_exp = codes.repeat_interleave(self.freq, dim=1)
        c_trg = c_trg.unsqueeze(1).expand(-1, x.size(1), -1)
        mel = self.decoder(torch.cat([code_exp, c_trg], dim=-1))
        post = mel + self.postnet(mel.transpose(1, 2)).transpose(1, 2)
        return mel, post, codes
