import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class BertSelfAttention(nn.Module):
    def __init__(self, hidden_size, num_attention_heads):
        super().__init__()
        self.num_attention_heads = num_attention_heads
        self.attention_head_size = hidden_size // num_attention_heads
        self.all_head_size = self.num_attention_heads * self.attention_head_size

        self.query = nn.Linear(hidden_size, self.all_head_size)
        self.key = nn.Linear(hidden_size, self.all_head_size)
        self.value = nn.Linear(hidden_size, self.all_head_size)

    def transpose_for_scores(self, x):
        new_x_shape = x.size()[:-1] + (self.num_attention_heads, self.attention_head_size)
        x = x.view(*new_x_shape)
        return x.permute(0, 2, 1, 3)

    def forward(self, hidden_states):
        query_layer = self.transpose_for_scores(self.query(hidden_states))
        key_layer = self.transpose_for_scores(self.key(hidden_states))
        value_layer = self.transpose_for_scores(self.value(hidden_states))

        attention_scores = query_layer @ key_layer.transpose(-1, -2) / math.sqrt(self.attention_head_size)
        context_layer = attention_scores.softmax(dim=-1) @ value_layer
        context_layer = context_layer.permute(0, 2, 1, 3).contiguous()
        return context_layer.view(*context_layer.size()[:-2], self.all_head_size)


class BertLayer(nn.Module):
    def __init__(self, hidden_size, num_attention_heads):
        super().__init__()
        self.attention = BertSelfAttention(hidden_size, num_attention_heads)
        self.dense = nn.Linear(hidden_size, hidden_size)
        self.norm1, self.norm2 = nn.LayerNorm(hidden_size), nn.LayerNorm(hidden_size)
        self.ffn = nn.Sequential(nn.Linear(hidden_size, 256), nn.GELU(), nn.Linear(256, hidden_size))

    def forward(self, x):
        x = self.norm1(x + self.dense(self.attention(x)))
        return self.norm2(x + self.ffn(x))


class BertForSequenceClassification(nn.Module):
    def __init__(self, vocab_size=500, hidden_size=96, num_layers=2, num_attention_heads=12, num_labels=2):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, hidden_size)
        self.layers = nn.ModuleList(BertLayer(hidden_size, num_attention_heads) for _ in range(num_layers))
        self.classifier = nn.Linear(hidden_size, num_labels)

    def forward(self, input_ids):
        x = self.embeddings(input_ids)
        for layer in self.layers:
            x = layer(x)
        return self.classifier(x[:, 0])


def prune_linear(layer, index, dim=0):
    weight = layer.weight.detach().index_select(dim, index)
    new_layer = nn.Linear(weight.size(1), weight.size(0))
    new_layer.weight.data.copy_(weight)
    new_layer.bias.data.copy_(layer.bias.detach()[index] if dim == 0 else layer.bias.detach())
    return new_layer


def head_importance(attention):
    """Product of weight and gradient, summed up for each head."""
    score = (attention.value.weight * attention.value.weight.grad).abs().sum(dim=1)
    return score.view(attention.num_attention_heads, -1).sum(dim=1)


def prune_heads(model, target_num_heads):
    for layer in model.layers:
        attention = layer.attention
        keep = head_importance(attention).topk(target_num_heads).indices.sort().values
        size = attention.attention_head_size
        index = (keep[:, None] * size + torch.arange(size)).flatten()
        layer.dense = prune_linear(layer.dense, index, dim=1)
        attention.query = prune_linear(attention.query, index)
        attention.key = prune_linear(attention.key, index)
        attention.value = prune_linear(attention.value, index)


def evaluate(model, dataloader):
    model.eval()
    with torch.no_grad():
        hits = [(model(ids).argmax(-1) == labels).float().mean() for ids, labels in dataloader]
    return torch.stack(hits).mean().item()


torch.manual_seed(42)
sst2 = TensorDataset(torch.randint(0, 500, (32, 44)), torch.randint(0, 2, (32,)))
dataloader = DataLoader(sst2, batch_size=16)
model = BertForSequenceClassification()
for input_ids, labels in dataloader:
    nn.functional.cross_entropy(model(input_ids), labels).backward()
print("accuracy before pruning", evaluate(model, dataloader))
prune_heads(model, target_num_heads=8)
print("accuracy after pruning", evaluate(model, dataloader))
