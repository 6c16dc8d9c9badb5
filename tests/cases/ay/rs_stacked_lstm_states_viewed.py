import numpy as np
import torch
import torch.nn as nn

num_epochs = 3
learning_rate = 0.01
input_size = 1
hidden_size = 5
num_classes = 1
num_layers = 2
seq_length = 4


def sliding_windows(data, seq_length):
    x, y = [], []
    for i in range(len(data) - seq_length - 1):
        x.append(data[i:i + seq_length])
        y.append(data[i + seq_length])
    return np.array(x), np.array(y)


class LSTM(nn.Module):
    def __init__(self, num_classes, input_size, hidden_size, num_layers):
        super(LSTM, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        h_0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        c_0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        _, (h_out, _) = self.lstm(x, (h_0, c_0))
        h_out = h_out.view(-1, self.hidden_size)
        return self.fc(h_out)


# monthly number of passengers, scaled to 0..1
months = np.arange(144)
passengers = 0.1 + 0.005 * months + 0.1 * np.sin(2 * np.pi * months / 12)
x, y = sliding_windows(passengers.astype(np.float32)[:, None], seq_length)
train_size = int(len(y) * 0.67)
trainX, trainY = torch.from_numpy(x[:train_size]), torch.from_numpy(y[:train_size])
testX, testY = torch.from_numpy(x[train_size:]), torch.from_numpy(y[train_size:])

lstm = LSTM(num_classes, input_size, hidden_size, num_layers)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(lstm.parameters(), lr=learning_rate)
for epoch in range(num_epochs):
    outputs = lstm(trainX)
    optimizer.zero_grad()
    loss = criterion(outputs, trainY)
    loss.backward()
    optimizer.step()
    print(f"Epoch: {epoch}, loss: {loss.item():.5f}")

lstm.eval()
with torch.no_grad():
    print("test", criterion(lstm(testX), testY).item())
