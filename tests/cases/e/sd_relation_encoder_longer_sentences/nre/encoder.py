import torch
from torch import nn


class CNNEncoder(nn.Module):
    """Words and their distances to both entities, convolved over the sentence."""

    def __init__(self, n_words, max_length=128, word_size=20, position_size=5, hidden_size=48):
        super().__init__()
        self.max_length = max_length
        self.word_embedding = nn.Embedding(n_words, word_size)
        self.pos1_embedding = nn.Embedding(2 * max_length, position_size)
        self.pos2_embedding = nn.Embedding(2 * max_length, position_size)
        self.conv = nn.Conv1d(word_size + 2 * position_size, hidden_size, 3, padding=1)

    def forward(self, token, pos1, pos2):
        x = torch.cat([self.word_embedding(token), self.pos1_embedding(pos1), self.pos2_embedding(pos2)], 2)
        return self.conv(x.transpose(1, 2)).relu().amax(2)


class SoftmaxNN(nn.Module):
    def __init__(self, sentence_encoder, num_class):
        super().__init__()
        self.sentence_encoder = sentence_encoder
        self.fc = nn.Linear(sentence_encoder.conv.out_channels, num_class)

    def forward(self, *args):
        return self.fc(self.sentence_encoder(*args))
