import torch
from torch import nn


class Net(nn.Module):
    """Question words attend to each other, regions attend to the question."""

    def __init__(self, cfg, token_size, answer_size):
        super().__init__()
        self.embedding = nn.Embedding(token_size, cfg.WORD_EMBED_SIZE, padding_idx=0)
        self.lstm = nn.LSTM(cfg.WORD_EMBED_SIZE, cfg.HIDDEN_SIZE, batch_first=True)
        self.img_feat_linear = nn.Linear(cfg.FRCN_FEAT_SIZE, cfg.HIDDEN_SIZE)
        self.sa = nn.MultiheadAttention(cfg.HIDDEN_SIZE, cfg.MULTI_HEAD, batch_first=True)
        self.ga = nn.MultiheadAttention(cfg.HIDDEN_SIZE, cfg.MULTI_HEAD, batch_first=True)
        self.proj_norm = nn.LayerNorm(cfg.HIDDEN_SIZE)
        self.proj = nn.Linear(cfg.HIDDEN_SIZE, answer_size)

    def forward(self, img_feat, ques_ix):
        pad = ques_ix == 0
        lang, _ = self.lstm(self.embedding(ques_ix))
        lang = lang + self.sa(lang, lang, lang, key_padding_mask=pad)[0]
        img = self.img_feat_linear(img_feat)
        img = img + self.ga(img, lang, lang, key_padding_mask=pad)[0]
        lang = lang.masked_fill(pad.unsqueeze(-1), 0).sum(1) / (~pad).sum(1, keepdim=True)
        return self.proj(self.proj_norm(lang + img.mean(1)))
