from torch import nn

import encoder


class TagModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.bert = encoder.from_pretrained(config.bert_name)
        self.dropout = nn.Dropout(config.dropout)
        self.lstm = nn.LSTM(config.bert_hid_size, config.lstm_hid_size // 2, num_layers=1,
                            batch_first=True, bidirectional=True)
        self.cln = nn.LayerNorm(config.lstm_hid_size)
        self.predictor = nn.Bilinear(config.lstm_hid_size, config.lstm_hid_size, config.label_num)

    def forward(self, ids):
        word_reps = self.dropout(self.bert(ids))
        outs, _ = self.lstm(word_reps)
        outs = self.cln(outs)
        n = outs.size(1)
        left = outs.unsqueeze(2).expand(-1, n, n, -1)
        right = outs.unsqueeze(1).expand(-1, n, n, -1)
        return self.predictor(left.contiguous(), right.contiguous())
