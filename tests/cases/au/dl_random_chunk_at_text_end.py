import random
import string

import torch
import torch.nn as nn

random.seed(12)
all_characters = string.printable
file = ("First Citizen: Before we proceed any further, hear me speak.\n"
        "All: Speak, speak.\n"
        "First Citizen: You are all resolved rather to die than to famish?\n"
        "All: Resolved. resolved.\n"
        "First Citizen: First, you know Caius Marcius is chief enemy to the people.\n")
file_len = len(file)

chunk_len, batch_size, n_epochs, hidden_size = 200, 16, 5, 48


def char_tensor(text):
    return torch.tensor([all_characters.index(c) for c in text])


def random_training_set(chunk_len, batch_size):
    inp = torch.zeros(batch_size, chunk_len, dtype=torch.long)
    target = torch.zeros(batch_size, chunk_len, dtype=torch.long)
    for bi in range(batch_size):
        start_index = random.randint(0, file_len - chunk_len)
        end_index = start_index + chunk_len + 1
        chunk = file[start_index:end_index]
        inp[bi] = char_tensor(chunk[:-1])
        target[bi] = char_tensor(chunk[1:])
    return inp, target


class CharRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, n_layers=1):
        super(CharRNN, self).__init__()
        self.hidden_size, self.n_layers = hidden_size, n_layers
        self.encoder = nn.Embedding(input_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers)
        self.decoder = nn.Linear(hidden_size, output_size)

    def forward(self, input, hidden):
        encoded = self.encoder(input)
        output, hidden = self.rnn(encoded.view(1, input.size(0), -1), hidden)
        return self.decoder(output.view(input.size(0), -1)), hidden

    def init_hidden(self, batch_size):
        return torch.zeros(self.n_layers, batch_size, self.hidden_size)


def train(inp, target):
    hidden = decoder.init_hidden(batch_size)
    decoder.zero_grad()
    loss = 0
    for c in range(0, chunk_len):
        output, hidden = decoder(inp[:, c], hidden)
        loss += criterion(output.view(batch_size, -1), target[:, c])
    loss.backward()
    decoder_optimizer.step()
    return loss.item() / chunk_len


decoder = CharRNN(len(all_characters), hidden_size, len(all_characters))
decoder_optimizer = torch.optim.Adam(decoder.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(1, n_epochs + 1):
    loss = train(*random_training_set(chunk_len, batch_size))
    if epoch % 5 == 0:
        print(f"[{epoch} {epoch / n_epochs:.0%}] {loss:.4f}")
