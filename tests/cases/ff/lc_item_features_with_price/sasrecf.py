import torch
from torch import nn

from layers import FeatureSeqEmbLayer


class SASRecF(nn.Module):
    def __init__(self, config, dataset):
        super().__init__()
        self.hidden_size = config["hidden_size"]
        self.selected_features = config["selected_features"]
        self.num_feature_field = len(self.selected_features)
        self.item_embedding = nn.Embedding(dataset.n_items, self.hidden_size, padding_idx=0)
        self.position_embedding = nn.Embedding(config["MAX_ITEM_LIST_LENGTH"], self.hidden_size)
        self.feature_embed_layer = FeatureSeqEmbLayer(dataset, self.hidden_size, self.selected_features)
        block = nn.TransformerEncoderLayer(self.hidden_size, config["n_heads"], config["inner_size"],
                                           config["hidden_dropout_prob"], batch_first=True)
        self.trm_encoder = nn.TransformerEncoder(block, config["n_layers"])
        self.concat_layer = nn.Linear(self.hidden_size * (1 + self.num_feature_field), self.hidden_size)
        self.LayerNorm = nn.LayerNorm(self.hidden_size)
        self.dropout = nn.Dropout(config["hidden_dropout_prob"])
        self.loss_fct = nn.CrossEntropyLoss()

    def forward(self, item_seq):
        item_emb = self.item_embedding(item_seq)
        positions = torch.arange(item_seq.size(1), device=item_seq.device)
        sparse_embedding, dense_embedding = self.feature_embed_layer(item_seq)
        feature_table = [sparse_embedding]
        feature_emb = torch.cat(feature_table, dim=-2).flatten(-2)
        input_concat = torch.cat((item_emb, feature_emb), -1)
        input_emb = self.concat_layer(input_concat) + self.position_embedding(positions)
        input_emb = self.dropout(self.LayerNorm(input_emb))
        mask = nn.Transformer.generate_square_subsequent_mask(item_seq.size(1))
        return self.trm_encoder(input_emb, mask=mask)[:, -1]

    def calculate_loss(self, interaction):
        seq_output = self(interaction["item_id_list"])
        logits = seq_output @ self.item_embedding.weight.t()
        return self.loss_fct(logits, interaction["item_id"])
