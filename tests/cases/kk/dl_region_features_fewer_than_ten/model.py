import torch
from torch import nn


class RelationExtractor(nn.Module):
    def __init__(self, vocab, hidden, pic_feat, n_relations):
        super().__init__()
        self.pic_feat = pic_feat
        self.embed = nn.Embedding(vocab, hidden, padding_idx=0)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.pic_proj = nn.Linear(pic_feat, hidden)
        self.attn = nn.MultiheadAttention(hidden, 4, batch_first=True)
        self.classifier = nn.Linear(2 * hidden, n_relations)

    def forward(self, tokens, pic):
        states, last = self.encoder(self.embed(tokens))
        pic = pic.view(-1, 10, self.pic_feat)
        pic = self.pic_proj(pic)
        mixed, _ = self.attn(states, pic, pic)
        return self.classifier(torch.cat([last[-1], mixed.mean(1)], dim=1))
