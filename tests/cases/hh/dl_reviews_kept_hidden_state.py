import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

np.random.seed(11)
torch.manual_seed(11)

vocab_size, seq_length = 300, 30
features = np.random.randint(0, vocab_size, (165, seq_length))
encoded_labels = np.random.randint(0, 2, 165)

split_idx = int(len(features) * 0.8)
train_x, remaining_x = features[:split_idx], features[split_idx:]
train_y, remaining_y = encoded_labels[:split_idx], encoded_labels[split_idx:]

train_data = TensorDataset(torch.from_numpy(train_x), torch.from_numpy(train_y))
batch_size = 64
train_loader = DataLoader(train_data, shuffle=True, batch_size=batch_size)


class SentimentRNN(nn.Module):
    def __init__(self, vocab_size, output_size, embedding_dim, hidden_dim, n_layers, drop_prob=0.5):
        super(SentimentRNN, self).__init__()
        self.n_layers = n_layers
        self.hidden_dim = hidden_dim
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, n_layers, dropout=drop_prob, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(hidden_dim, output_size)

    def forward(self, x, hidden):
        embeds = self.embedding(x)
        lstm_out, hidden = self.lstm(embeds, hidden)
        out = self.fc(self.dropout(lstm_out[:, -1]))
        return torch.sigmoid(out).squeeze(1), hidden

    def init_hidden(self, batch_size):
        weight = next(self.parameters()).data
        return (weight.new(self.n_layers, batch_size, self.hidden_dim).zero_(),
                weight.new(self.n_layers, batch_size, self.hidden_dim).zero_())


net = SentimentRNN(vocab_size, output_size=1, embedding_dim=100, hidden_dim=256, n_layers=2)
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.001)

counter, clip = 0, 5
net.train()
for e in range(2):
    h = net.init_hidden(batch_size)
    for inputs, labels in train_loader:
        counter += 1
        h = tuple([each.data for each in h])
        net.zero_grad()
        output, h = net(inputs, h)
        loss = criterion(output, labels.float())
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), clip)
        optimizer.step()
        print("Epoch: {}/{}... Step: {}... Loss: {:.6f}".format(e + 1, 2, counter, loss.item()))
