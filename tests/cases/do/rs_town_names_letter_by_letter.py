import random
import string

import torch
import torch.nn as nn

all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)
towns = {
    "Polish": ["Warszawa", "Gdynia", "Zakopane", "Wroclaw"],
    "Italian": ["Verona", "Palermo", "Bologna", "Siena"],
    "Finnish": ["Tampere", "Kuopio", "Rovaniemi", "Jyvaskyla"],
}
all_categories = list(towns)


def line_to_tensor(line):
    tensor = torch.zeros(len(line), n_letters)
    for i, letter in enumerate(line):
        tensor[i][all_letters.find(letter)] = 1
    return tensor


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = torch.tanh(self.i2h(combined))
        return torch.log_softmax(self.i2o(combined), dim=1), hidden


rnn = RNN(n_letters, 64, len(all_categories))
optimizer = torch.optim.SGD(rnn.parameters(), lr=0.005)
for it in range(30):
    category = random.choice(all_categories)
    line = line_to_tensor(random.choice(towns[category]))
    hidden = torch.zeros(1, 64)
    for letter in line:
        output, hidden = rnn(letter, hidden)
    loss = nn.functional.nll_loss(output, torch.tensor([all_categories.index(category)]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(category, f"{loss.item():.4f}")
