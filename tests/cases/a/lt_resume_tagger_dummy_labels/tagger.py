import torch
from torch import nn


class TokenClassifier(nn.Module):
    """An encoder with a label per token; returns (loss, logits) when labels are given."""

    def __init__(self, vocab, num_labels, dim=32, max_position=512):
        super().__init__()
        self.num_labels = num_labels
        self.words = nn.Embedding(vocab, dim, padding_idx=0)
        self.positions = nn.Embedding(max_position, dim)
        self.encoder = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.classifier = nn.Linear(dim, num_labels)

    def forward(self, input_ids, attention_mask, labels=None):
        pos = torch.arange(input_ids.size(1), device=input_ids.device)
        hidden = self.words(input_ids) + self.positions(pos)
        hidden = self.encoder(hidden, src_key_padding_mask=attention_mask == 0)
        logits = self.classifier(hidden)
        if labels is None:
            return (logits,)
        loss = nn.CrossEntropyLoss()(logits.view(-1, self.num_labels), labels.view(-1))
        return loss, logits
