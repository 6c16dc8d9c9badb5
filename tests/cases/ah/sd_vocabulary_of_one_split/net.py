import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, cfg, token_size):
        super().__init__()
        self.embedding = nn.Embedding(token_size, cfg.WORD_EMBED_SIZE)
        self.lstm = nn.LSTM(cfg.WORD_EMBED_SIZE, cfg.HIDDEN_SIZE, batch_first=True)
        self.img_feat_linear = nn.Linear(cfg.FRCN_FEAT_SIZE, cfg.HIDDEN_SIZE)
        self.guided = nn.MultiheadAttention(cfg.HIDDEN_SIZE, 4, batch_first=True)
        self.proj = nn.Linear(cfg.HIDDEN_SIZE, cfg.ANSWER_SIZE)

    def forward(self, img_feat, ques_ix):
        lang, _ = self.lstm(self.embedding(ques_ix))
        img = self.img_feat_linear(img_feat)
        img, _ = self.guided(img, lang, lang)
        return torch.sigmoid(self.proj(img.mean(1) + lang[:, -1]))
