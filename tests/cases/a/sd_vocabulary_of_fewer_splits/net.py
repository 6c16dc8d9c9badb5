import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, token_size, word_embed=30, hidden=48, answers=3):
        super().__init__()
        self.embedding = nn.Embedding(num_embeddings=token_size, embedding_dim=word_embed)
        self.lstm = nn.LSTM(word_embed, hidden, batch_first=True)
        self.img_feat_linear = nn.Linear(64, hidden)
        self.attflat = nn.MultiheadAttention(hidden, 4, batch_first=True)
        self.proj = nn.Linear(hidden, answers)

    def forward(self, img_feat, ques_ix):
        _, (h, _) = self.lstm(self.embedding(ques_ix))
        query = h.transpose(0, 1)
        img = self.img_feat_linear(img_feat)
        fused, _ = self.attflat(query, img, img)
        return self.proj((fused + query).squeeze(1))
