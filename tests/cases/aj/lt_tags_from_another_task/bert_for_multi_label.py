import torch
from torch import nn


class BertForMultiLabel(nn.Module):
    def __init__(self, vocab_size, num_labels, hidden=48, layers=2, max_len=64):
        super().__init__()
        self.words, self.positions = nn.Embedding(vocab_size, hidden, 0), nn.Embedding(max_len, hidden)
        layer = nn.TransformerEncoderLayer(hidden, 4, 96, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(hidden, num_labels)

    def forward(self, input_ids, attention_mask):
        x = self.words(input_ids) + self.positions(torch.arange(input_ids.size(1)))
        x = self.encoder(x, src_key_padding_mask=attention_mask == 0)
        return self.classifier(self.dropout(x[:, 0]))
