import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, token_size, answer_size=10, embed=50, hidden=64):
        super().__init__()
        self.embedding = nn.Embedding(token_size, embed)
        self.lstm = nn.LSTM(embed, hidden, batch_first=True)
        self.img_feat_linear = nn.Linear(64, hidden)
        self.guided_att = nn.MultiheadAttention(hidden, 4, batch_first=True)
        self.proj_norm = nn.LayerNorm(hidden)
        self.proj = nn.Linear(hidden, answer_size)

    def forward(self, img_feat, ques_ix):
        lang, _ = self.lstm(self.embedding(ques_ix))
        img = self.img_feat_linear(img_feat)
        att, _ = self.guided_att(img, lang, lang)
        return self.proj(self.proj_norm(att.mean(1) + lang.mean(1)))
