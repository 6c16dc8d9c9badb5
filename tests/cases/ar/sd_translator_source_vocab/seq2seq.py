import torch
from torch import nn


class Translator(nn.Module):
    def __init__(self, n_src_vocab, n_trg_vocab, d_model=32, n_head=4, n_layers=2):
        super().__init__()
        self.src_word_emb = nn.Embedding(n_src_vocab, d_model)
        self.trg_word_emb = nn.Embedding(n_trg_vocab, d_model)
        self.position = nn.Parameter(torch.zeros(1, 16, d_model))
        self.transformer = nn.Transformer(d_model, n_head, n_layers, n_layers, 2 * d_model, batch_first=True)
        self.trg_word_prj = nn.Linear(d_model, n_trg_vocab)

    def forward(self, src, trg):
        src = self.src_word_emb(src) + self.position[:, :src.size(1)]
        trg = self.trg_word_emb(trg) + self.position[:, :trg.size(1)]
        mask = nn.Transformer.generate_square_subsequent_mask(trg.size(1))
        return self.trg_word_prj(self.transformer(src, trg, tgt_mask=mask))
