import random
import string

import torch
import torch.nn as nn

all_characters = string.printable
n_characters = len(all_characters)
text = "the quick brown fox jumps over the lazy dog, and the dog sleeps on. " * 20
chunk_len = 40
batch_size = 8


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.encoder = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)
        self.decoder = nn.Linear(hidden_size, output_size)

    def forward(self, input, hidden):
        input = self.encoder(input.view(1, -1))
        output, hidden = self.gru(input, hidden)
        return self.decoder(output.view(input.size(1), -1)), hidden

    def init_hidden(self):
        return torch.zeros(1, batch_size, self.hidden_size)


def char_tensor(chars):
    return torch.tensor([all_characters.index(c) for c in chars])


def random_training_set():
    starts = [random.randint(0, len(text) - chunk_len - 1) for _ in range(batch_size)]
    chunks = torch.stack([char_tensor(text[s:s + chunk_len + 1]) for s in starts])
    return chunks[:, :-1], chunks[:, 1:]


decoder = RNN(n_characters, 64, n_characters)
optimizer = torch.optim.Adam(decoder.parameters(), lr=0.005)
criterion = nn.CrossEntropyLoss()


def train(inp, target):
    hidden = decoder.init_hidden()
    decoder.zero_grad()
    loss = 0
    for c in range(chunk_len):
        output, hidden = decoder(inp[:, c], hidden)
        loss += criterion(output.view(-1), target[:, c])
    loss.backward()
    optimizer.step()
    return loss.item() / chunk_len


for epoch in range(1, 4):
    print("[%d] %.4f" % (epoch, train(*random_training_set())))
