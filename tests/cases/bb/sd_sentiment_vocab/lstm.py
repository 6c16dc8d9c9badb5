import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class SentimentLSTM(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.embed = nn.Embedding(opt["vocab_size"], opt["embed_dim"], padding_idx=0)
        self.lstm = nn.LSTM(opt["embed_dim"], opt["hidden_dim"], batch_first=True, bidirectional=True)
        self.dense = nn.Linear(2 * opt["hidden_dim"], opt["polarities_dim"])

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.embed(tokens), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.dense(torch.cat([h[-2], h[-1]], dim=1))
