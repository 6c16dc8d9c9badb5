import torch
from torch import nn
from torchvision import models


class EncoderCNN(nn.Module):
    def __init__(self, embed_size):
        super().__init__()
        resnet = models.resnet18(weights=None)
        self.resnet = nn.Sequential(*list(resnet.children())[:-1])
        self.linear = nn.Linear(resnet.fc.in_features, embed_size)
        self.bn = nn.BatchNorm1d(embed_size)

    def forward(self, images):
        with torch.no_grad():
            features = self.resnet(images)
        return self.bn(self.linear(features.flatten(1)))


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, features, captions):
        words = self.embed(captions[:, :-1])
        hiddens, _ = self.lstm(torch.cat([features.unsqueeze(1), words], dim=1))
        return self.linear(hiddens)

    def sample(self, features, max_len=8):
        ids, states, inputs = [], None, features.unsqueeze(1)
        for _ in range(max_len):
            hiddens, states = self.lstm(inputs, states)
            best = self.linear(hiddens.squeeze(1)).argmax(1)
            ids.append(best)
            inputs = self.embed(best).unsqueeze(1)
        return torch.stack(ids, dim=1)
