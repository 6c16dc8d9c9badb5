import torch
from torch import nn


class LSTMTagger(nn.Module):
    def __init__(self, config, use_pos=False, use_char_cnn=False, use_chunk=False):
        super().__init__()
        self.use_pos, self.use_char_cnn, self.use_chunk = use_pos, use_char_cnn, use_chunk
        dim = config["word_dim"]
        if use_pos:
            self.pos_embed = nn.Embedding(46, config["pos_dim"])
            dim += config["pos_dim"]
        if use_char_cnn:
            self.char_embed = nn.Embedding(80, 25)
            self.char_conv = nn.Conv1d(25, config["char_dim"], 3, padding=1)
            dim += config["char_dim"]
        if use_chunk:
            self.chunk_embed = nn.Embedding(23, config["chunk_dim"])
            dim += config["chunk_dim"]
        self.lstm = nn.LSTM(dim, config["lstm_hidden"], batch_first=True, bidirectional=True)
        self.linear = nn.Linear(2 * config["lstm_hidden"], config["labels"])

    def forward(self, batch):
        feats = [batch["words"]]
        if self.use_pos:
            feats.append(self.pos_embed(batch["pos"]))
        if self.use_char_cnn:
            b, s, n = batch["chars"].shape
            c = self.char_embed(batch["chars"]).view(b * s, n, -1).transpose(1, 2)
            feats.append(self.char_conv(c).amax(dim=2).view(b, s, -1))
        if self.use_chunk:
            feats.append(self.chunk_embed(batch["chunk"]))
        out, _ = self.lstm(torch.cat(feats, dim=-1))
        return self.linear(out)
