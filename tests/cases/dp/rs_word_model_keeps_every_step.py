import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

text = """the cat sat on the mat and the dog lay by the door while the rain fell on the roof
and the old man read the paper by the fire until the cat woke up and the dog went to the door""".split()

vocab = sorted(set(text))
word2int = {w: i for i, w in enumerate(vocab)}
ids = [word2int[w] for w in text]
seq_len = 4

# every fourgram and the word that follows it
x, y = [], []
for i in range(len(ids) - seq_len):
    x.append(ids[i:i + seq_len])
    y.append(ids[i + seq_len])
loader = DataLoader(TensorDataset(torch.tensor(x), torch.tensor(y)), batch_size=8, shuffle=True)


class WordLSTM(nn.Module):
    def __init__(self, n_hidden=32, n_layers=2, drop_prob=0.3):
        super().__init__()
        self.n_hidden = n_hidden
        self.emb_layer = nn.Embedding(len(vocab), 16)
        self.lstm = nn.LSTM(16, n_hidden, n_layers, dropout=drop_prob, batch_first=True)
        self.dropout = nn.Dropout(drop_prob)
        self.fc = nn.Linear(n_hidden, len(vocab))

    def forward(self, x):
        lstm_output, _ = self.lstm(self.emb_layer(x))
        out = self.dropout(lstm_output)
        out = out.contiguous().view(-1, self.n_hidden)
        return self.fc(out)


net = WordLSTM()
opt = torch.optim.Adam(net.parameters(), lr=0.001)
criterion = nn.CrossEntropyLoss()

net.train()
for epoch in range(2):
    for inputs, targets in loader:
        output = net(inputs)
        loss = criterion(output, targets)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1)
        opt.step()
    print("Epoch:", epoch + 1, "Loss:", loss.item())
