import torch
from torch import nn

from bert import from_pretrained


class WordPairModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.bert = from_pretrained(config.bert_name)
        self.dis_embs = nn.Embedding(20, config.dist_emb_size)
        self.encoder = nn.LSTM(config.bert_hid_size, config.lstm_hid_size // 2, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(config.emb_dropout)
        self.predictor = nn.Linear(2 * config.lstm_hid_size + config.dist_emb_size, config.label_num)

    def forward(self, bert_inputs, dist_inputs):
        word_reps = self.dropout(self.bert(bert_inputs))
        word_reps, _ = self.encoder(word_reps)
        n = word_reps.size(1)
        pairs = torch.cat([
            word_reps.unsqueeze(2).expand(-1, -1, n, -1),
            word_reps.unsqueeze(1).expand(-1, n, -1, -1),
            self.dis_embs(dist_inputs),
        ], dim=-1)
        return self.predictor(pairs)
