import torch
from torch import nn
import torch.nn.functional as F


class MPEncoder(nn.Module):
    """Mean pooled video features, projected into the joint space."""

    def __init__(self, dim_fts, dim_embed):
        super().__init__()
        self.ft_embed = nn.Linear(sum(dim_fts), dim_embed)
        self.dropout = nn.Dropout(0.2)

    def forward(self, fts):
        return self.dropout(self.ft_embed(fts))


class SentEncoder(nn.Module):
    def __init__(self, vocab_size, dim_word, dim_embed):
        super().__init__()
        self.word = nn.Embedding(vocab_size, dim_word, padding_idx=0)
        self.rnn = nn.GRU(dim_word, dim_embed // 2, batch_first=True, bidirectional=True)

    def forward(self, ids):
        out, _ = self.rnn(self.word(ids))
        mask = (ids != 0).unsqueeze(-1)
        return (out * mask).sum(1) / mask.sum(1)


class GlobalMatchModel(nn.Module):
    def __init__(self, opts, vocab_size):
        super().__init__()
        self.margin = opts.margin
        self.video_encoder = MPEncoder(opts.dim_fts, opts.dim_embed)
        self.text_encoder = SentEncoder(vocab_size, opts.dim_word, opts.dim_embed)

    def forward(self, batch):
        vid = F.normalize(self.video_encoder(batch["mp_fts"]), dim=-1)
        cap = F.normalize(self.text_encoder(batch["caption_ids"]), dim=-1)
        return vid @ cap.t()

    def contrastive_loss(self, scores):
        pos = scores.diag()
        eye = torch.eye(len(scores), dtype=torch.bool)
        cost_s = (self.margin + scores - pos[:, None]).clamp(min=0).masked_fill(eye, 0)
        cost_v = (self.margin + scores - pos[None, :]).clamp(min=0).masked_fill(eye, 0)
        return cost_s.max(1).values.mean() + cost_v.max(0).values.mean()
