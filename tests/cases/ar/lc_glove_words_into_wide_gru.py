from types import SimpleNamespace

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

opt = SimpleNamespace(
    word_dim=1024,
    embed_size=128,
    num_layers=1,
    batch_size=8,
    learning_rate=5e-4,
)


def load_glove(vocab_size):
    """Rows of glove.840B.300d for the words of the vocabulary."""
    g = torch.Generator().manual_seed(11)
    return torch.randn(vocab_size, 300, generator=g)


class EncoderText(nn.Module):
    def __init__(self, word_emb, word_dim, embed_size, num_layers):
        super().__init__()
        self.embed = nn.Embedding.from_pretrained(word_emb, freeze=False)
        self.dropout = nn.Dropout(0.4)
        self.rnn = nn.GRU(word_dim, embed_size, num_layers, batch_first=True, bidirectional=True)
        self.embed_size = embed_size

    def forward(self, captions, lengths):
        x = self.dropout(self.embed(captions))
        packed = pack_padded_sequence(x, lengths, batch_first=True)
        out, _ = self.rnn(packed)
        cap_emb, cap_len = pad_packed_sequence(out, batch_first=True)
        cap_emb = (cap_emb[:, :, :self.embed_size] + cap_emb[:, :, self.embed_size:]) / 2
        return nn.functional.normalize(cap_emb, dim=-1), cap_len


def match_loss(img, cap, cap_len, margin=0.2):
    mask = torch.arange(cap.size(1))[None] < cap_len[:, None]
    sent = (cap * mask[:, :, None]).sum(1) / cap_len[:, None]
    sims = img @ sent.t()
    cost = (margin + sims - sims.diag()[:, None]).clamp(min=0)
    return cost.masked_fill(torch.eye(len(sims), dtype=torch.bool), 0).mean()


glove = load_glove(500)
txt_enc = EncoderText(glove, opt.word_dim, opt.embed_size, opt.num_layers)
img_enc = nn.Linear(256, opt.embed_size)
params = list(txt_enc.parameters()) + list(img_enc.parameters())
optimizer = torch.optim.Adam(params, lr=opt.learning_rate)

lengths = torch.tensor([14, 12, 12, 11, 9, 9, 8, 6])
captions = torch.randint(1, 500, (opt.batch_size, 14))
img_emb = nn.functional.normalize(img_enc(torch.rand(opt.batch_size, 256)), dim=-1)
cap_emb, cap_len = txt_enc(captions, lengths)
loss = match_loss(img_emb, cap_emb, cap_len)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print("loss", loss.item())
