import numpy as np
import torch
import torch.nn as nn


def sliding_windows(data, seq_length):
    x = [data[i : i + seq_length] for i in range(len(data) - seq_length - 1)]
    y = [data[i + seq_length] for i in range(len(data) - seq_length - 1)]
    return np.array(x), np.array(y)


def passengers(n=120):
    months = np.arange(n, dtype=np.float32)
    values = 100 + 2 * months + 30 * np.sin(months / 6)
    return ((values - values.min()) / (values.max() - values.min()))[:, None].astype(np.float32)


class LSTM(nn.Module):
    def __init__(self, num_classes, input_size, hidden_size, num_layers):
        super(LSTM, self).__init__()
        self.num_classes = num_classes
        self.num_layers = num_layers
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        h_0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        c_0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        # Propagate input through LSTM
        ula, (h_out, _) = self.lstm(x, (h_0, c_0))
        h_out = h_out.view(-1, self.hidden_size)
        out = self.fc(h_out)
        return out


seq_length = 4
x, y = sliding_windows(passengers(), seq_length)
train_size = int(len(y) * 0.67)
trainX, trainY = torch.from_numpy(x[:train_size]), torch.from_numpy(y[:train_size])
testX, testY = torch.from_numpy(x[train_size:]), torch.from_numpy(y[train_size:])

num_epochs = 3
learning_rate = 0.01
input_size = 1
hidden_size = 8
num_layers = 2
num_classes = 1

torch.manual_seed(0)
lstm = LSTM(num_classes, input_size, hidden_size, num_layers)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(lstm.parameters(), lr=learning_rate)

for epoch in range(num_epochs):
    outputs = lstm(trainX)
    optimizer.zero_grad()
    loss = criterion(outputs, trainY)
    loss.backward()
    optimizer.step()
    print("Epoch: %d, loss: %1.5f" % (epoch, loss.item()))

lstm.eval()
print("test", criterion(lstm(testX), testY).item())
