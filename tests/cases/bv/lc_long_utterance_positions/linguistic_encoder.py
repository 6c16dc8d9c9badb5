import torch
from torch import nn


def sinusoid_table(n_position, d):
    pos = torch.arange(n_position).unsqueeze(1)
    angle = pos / 10000 ** (2 * (torch.arange(d) // 2) / d)
    table = torch.where(torch.arange(d) % 2 == 0, angle.sin(), angle.cos())
    return table.unsqueeze(0)


def length_regulate(x, durations):
    rows = [xi.repeat_interleave(di, dim=0) for xi, di in zip(x, durations)]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True)


class LinguisticEncoder(nn.Module):
    def __init__(self, vocab, cfg):
        super().__init__()
        d = cfg["encoder_hidden"]
        self.max_seq_len = cfg["max_seq_len"]
        self.embed = nn.Embedding(vocab, d, padding_idx=0)
        self.phone_encoder = nn.TransformerEncoderLayer(d, cfg["encoder_head"], 2 * d, batch_first=True)
        self.position_enc = nn.Parameter(sinusoid_table(self.max_seq_len + 1, d), requires_grad=False)
        self.attention = nn.MultiheadAttention(d, cfg["encoder_head"], batch_first=True)

    def frame_coefficients(self, durations):
        coef = [torch.cat([torch.arange(int(n)) / n for n in row if n > 0]) for row in durations]
        return nn.utils.rnn.pad_sequence(coef, batch_first=True)

    def add_position_enc(self, frames, durations):
        coef = self.frame_coefficients(durations)
        pos_enc = self.position_enc[:, :frames.size(1)]
        pos_enc = coef.unsqueeze(-1) * pos_enc
        return frames + pos_enc

    def forward(self, phones, durations):
        h = self.phone_encoder(self.embed(phones))
        frames = length_regulate(h, durations)
        query = self.add_position_enc(frames, durations)
        context, _ = self.attention(query, h, h, key_padding_mask=phones == 0)
        return frames + context
