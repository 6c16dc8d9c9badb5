import torch
from torch import nn


class TextEncoderForMultiLabel(nn.Module):
    def __init__(self, vocab_size, num_labels, hidden=32, heads=4, max_position=64):
        super().__init__()
        self.num_labels = num_labels
        self.word = nn.Embedding(vocab_size, hidden, padding_idx=0)
        self.position = nn.Embedding(max_position, hidden)
        layer = nn.TransformerEncoderLayer(hidden, heads, hidden * 2, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(hidden, num_labels)

    def forward(self, input_ids, padding, labels=None):
        positions = torch.arange(input_ids.size(1))
        x = self.word(input_ids) + self.position(positions)
        x = self.layers(x, src_key_padding_mask=padding)
        logits = self.classifier(self.dropout(x[:, 0]))
        if labels is None:
            return logits
        loss_fct = nn.BCEWithLogitsLoss()
        target = labels.float().view(-1, self.num_labels)
        loss = loss_fct(logits.view(-1, self.num_labels), target)
        return loss, logits
