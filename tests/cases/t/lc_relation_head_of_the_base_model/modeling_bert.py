import torch
from torch import nn


class BertConfig:
    def __init__(self, hidden_size=768, num_hidden_layers=1, num_attention_heads=12, vocab_size=200):
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.vocab_size = vocab_size


SIZES = {
    "bert-base-uncased": BertConfig(),
    "bert-large-uncased": BertConfig(hidden_size=1024, num_attention_heads=16),
}


class BertModel(nn.Module):
    """Sentences with two marked entities; a relation is told from the entities' first tokens."""

    def __init__(self, config, n_classes):
        super().__init__()
        self.config = config
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        layer = nn.TransformerEncoderLayer(
            config.hidden_size, config.num_attention_heads, 2 * config.hidden_size, batch_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, config.num_hidden_layers, enable_nested_tensor=False)
        self.classification_layer = nn.Linear(1536, n_classes)

    @classmethod
    def from_pretrained(cls, size, n_classes):
        return cls(SIZES[size], n_classes)

    def forward(self, input_ids, e1_e2_start):
        sequence_output = self.encoder(self.embeddings(input_ids))
        rows = torch.arange(len(input_ids))
        v1 = sequence_output[rows, e1_e2_start[:, 0]]
        v2 = sequence_output[rows, e1_e2_start[:, 1]]
        v1v2 = torch.cat([v1, v2], dim=1)
        return self.classification_layer(v1v2)
