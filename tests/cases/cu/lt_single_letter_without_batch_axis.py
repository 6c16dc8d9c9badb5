import sys

import torch
import torch.nn as nn

torch.manual_seed(777)

#            0    1    2    3    4
idx2char = ['h', 'i', 'e', 'l', 'o']

# Teach hihell -> ihello
x_data = [0, 1, 0, 2, 3, 3]
y_data = [1, 0, 2, 3, 3, 4]
one_hot_lookup = [[1, 0, 0, 0, 0],
                  [0, 1, 0, 0, 0],
                  [0, 0, 1, 0, 0],
                  [0, 0, 0, 1, 0],
                  [0, 0, 0, 0, 1]]
x_one_hot = [one_hot_lookup[x] for x in x_data]

inputs = torch.tensor(x_one_hot, dtype=torch.float32)
labels = torch.tensor(y_data)

num_classes = 5
input_size = 5
hidden_size = 5
batch_size = 1
sequence_length = 1  # one letter at a time
num_layers = 1


class Model(nn.Module):

    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers,
                          batch_first=True)

    def forward(self, hidden, x):
        # (batch_size, sequence_length, input_size)
        x = x.view(batch_size, sequence_length, input_size)
        out, hidden = self.rnn(x, hidden)
        return hidden, out.view(-1, num_classes)

    def init_hidden(self):
        # (num_layers * num_directions, batch, hidden_size)
        return torch.zeros(num_layers, batch_size, hidden_size)


model = Model()
print(model)

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)

for epoch in range(60):
    optimizer.zero_grad()
    loss = 0
    hidden = model.init_hidden()

    predicted = ""
    for input, label in zip(inputs, labels):
        hidden, output = model(hidden, input)
        val, idx = output.max(1)
        predicted += idx2char[idx.item()]
        loss += criterion(output, label)

    if epoch % 10 == 9:
        sys.stdout.write("predicted string: " + predicted)
        print(", epoch: %d, loss: %1.3f" % (epoch + 1, loss.item()))

    loss.backward()
    optimizer.step()

print("Learning finished!")
