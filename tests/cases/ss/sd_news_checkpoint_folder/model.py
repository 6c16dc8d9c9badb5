import torch
from torch import nn


class TextEncoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.word_embedding = nn.Embedding(config.num_words, config.word_embedding_dim, padding_idx=0)
        self.cnn = nn.Conv1d(config.word_embedding_dim, config.num_filters, 3, padding=1)
        self.query = nn.Parameter(torch.zeros(config.num_filters))

    def forward(self, text):
        h = torch.relu(self.cnn(self.word_embedding(text).transpose(1, 2))).transpose(1, 2)
        weight = torch.softmax(torch.tanh(h) @ self.query, dim=1)
        return (weight.unsqueeze(-1) * h).sum(dim=1)


class NAML(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.title = TextEncoder(config)
        self.category = nn.Embedding(config.num_categories, config.num_filters)

    def get_news_vector(self, title, category):
        return self.title(title) + self.category(category)

    def get_user_vector(self, clicked):
        return clicked.mean(dim=1)

    def get_prediction(self, candidate, user):
        return (candidate * user).sum(dim=-1)
