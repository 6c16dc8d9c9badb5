import torch
import torch.nn as nn
import torch.nn.functional as F


class BIMPM(nn.Module):
    def __init__(self, args, word_vocab_size, char_vocab_size):
        super().__init__()
        self.args = args
        self.d = args.word_dim + int(args.use_char_emb) * args.char_hidden_size
        self.word_emb = nn.Embedding(word_vocab_size, args.word_dim, padding_idx=0)
        if args.use_char_emb:
            self.char_emb = nn.Embedding(char_vocab_size, args.char_dim, padding_idx=0)
            self.char_LSTM = nn.LSTM(args.char_dim, args.char_hidden_size, batch_first=True)
        self.context_LSTM = nn.LSTM(self.d, args.hidden_size, bidirectional=True, batch_first=True)
        self.match_weight = nn.Parameter(torch.rand(args.num_perspective, args.hidden_size))
        self.aggregation_LSTM = nn.LSTM(2 * args.num_perspective, args.hidden_size,
                                        bidirectional=True, batch_first=True)
        self.pred_fc = nn.Linear(args.hidden_size * 4, 2)

    def embed(self, words, chars):
        x = self.word_emb(words)
        if self.args.use_char_emb:
            b, s, w = chars.shape
            _, (h, _) = self.char_LSTM(self.char_emb(chars.view(b * s, w)))
            x = torch.cat([x, h.squeeze(0).view(b, s, -1)], dim=-1)
        return F.dropout(x, p=0.1, training=self.training)

    def full_match(self, v, last):
        w = self.match_weight[None, None]
        return F.cosine_similarity(v.unsqueeze(2) * w, last[:, None, None, :] * w, dim=-1)

    def forward(self, p, p_chars, h, h_chars):
        con_p, _ = self.context_LSTM(self.embed(p, p_chars))
        con_h, _ = self.context_LSTM(self.embed(h, h_chars))
        p_fw, p_bw = con_p.chunk(2, dim=-1)
        h_fw, h_bw = con_h.chunk(2, dim=-1)
        mv_p = torch.cat([self.full_match(p_fw, h_fw[:, -1]), self.full_match(p_bw, h_bw[:, 0])], dim=-1)
        mv_h = torch.cat([self.full_match(h_fw, p_fw[:, -1]), self.full_match(h_bw, p_bw[:, 0])], dim=-1)
        _, (agg_p, _) = self.aggregation_LSTM(mv_p)
        _, (agg_h, _) = self.aggregation_LSTM(mv_h)
        both = torch.cat([agg_p[0], agg_p[1], agg_h[0], agg_h[1]], dim=-1)
        return self.pred_fc(both)
