import torch
from torch import nn


class SimpleLSTMEncoder(nn.Module):
    def __init__(self, vocabulary_len, **kwargs):
        super().__init__()
        word_embedding_size = kwargs.get("word_embedding_size", 512)
        lstm_hidden_size = kwargs.get("lstm_hidden_size", 512)
        self.embedding_layer = nn.Embedding(vocabulary_len, word_embedding_size, padding_idx=0)
        self.lstm = nn.LSTM(word_embedding_size, lstm_hidden_size, batch_first=True)
        self.fc = nn.Sequential(nn.Dropout(p=0.1), nn.Linear(lstm_hidden_size, lstm_hidden_size))

    def forward(self, words):
        out, _ = self.lstm(self.embedding_layer(words))
        last = (words != 0).sum(1) - 1
        return self.fc(out[torch.arange(len(words)), last])


def text_encoder_factory(vocabulary_len, config):
    return SimpleLSTMEncoder(
        vocabulary_len,
        word_embedding_size=config["word_embedding_size"],
    )
