import torch
from torch import nn


class FeatureSeqEmbLayer(nn.Module):
    """Embeds the features of the items of a sequence, token and float fields apart."""

    def __init__(self, dataset, embedding_size, selected_features):
        super().__init__()
        self.token_fields = [f for f in selected_features if dataset.field2type[f] == "token"]
        self.float_fields = [f for f in selected_features if dataset.field2type[f] == "float"]
        self.token_embedding_table = nn.ModuleDict(
            {f: nn.Embedding(dataset.field2num[f], embedding_size) for f in self.token_fields})
        self.float_embedding_table = nn.ModuleDict(
            {f: nn.Embedding(1, embedding_size) for f in self.float_fields})
        for field in self.token_fields + self.float_fields:
            self.register_buffer(field, dataset.item_feat[field])

    def forward(self, item_seq):
        sparse = [self.token_embedding_table[f](getattr(self, f)[item_seq]) for f in self.token_fields]
        dense = [getattr(self, f)[item_seq].unsqueeze(-1) * self.float_embedding_table[f].weight[0]
                 for f in self.float_fields]
        sparse_embedding = torch.stack(sparse, dim=-2) if sparse else None
        dense_embedding = torch.stack(dense, dim=-2) if dense else None
        return sparse_embedding, dense_embedding
