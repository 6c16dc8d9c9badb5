import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim

EPOCHS = 1
BATCHSIZE = 64
EMBEDSIZE = 125
NUMHIDDEN = 100
LR = 0.001
MAXLEN = 150
MAXFEATURES = 3000

np.random.seed(7)
torch.manual_seed(7)


def imdb_for_library(n=256):
    """reviews as word ids, cut or padded to MAXLEN words"""
    y = np.random.randint(0, 2, n)
    x = np.random.randint(3, MAXFEATURES, (n, MAXLEN))
    x[y == 1, ::5] = 17
    return x.astype(np.int64), y.astype(np.int64)


def yield_mb(X, y, batchsize=64, shuffle=False):
    if shuffle:
        idx = np.random.permutation(len(X))
        X, y = X[idx], y[idx]
    for i in range(len(X) // batchsize):
        yield X[i * batchsize:(i + 1) * batchsize], y[i * batchsize:(i + 1) * batchsize]


class SymbolModule(nn.Module):
    # MINIBATCH in: [64, 150]
    # LABEL: [64]
    def __init__(self):
        super(SymbolModule, self).__init__()
        # Output: (mini-batch, W, embedding_dim)
        self.embedding = nn.Embedding(num_embeddings=MAXFEATURES, embedding_dim=EMBEDSIZE)
        self.lstm = nn.LSTM(input_size=EMBEDSIZE, hidden_size=NUMHIDDEN)
        self.l_out = nn.Linear(NUMHIDDEN, 2)

    def forward(self, x):
        embeds = self.embedding(x)
        # h_n: (num_layers, batch, hidden)
        lstm_out, (h_n, c_n) = self.lstm(embeds)
        # just get the last hidden state
        x = self.l_out(h_n[-1])
        return x


def init_model(m):
    opt = optim.Adam(m.parameters(), lr=LR, betas=(0.9, 0.999))
    criterion = nn.CrossEntropyLoss()
    return opt, criterion


x_train, y_train = imdb_for_library()
sym = SymbolModule()
optimizer, criterion = init_model(sym)

for j in range(EPOCHS):
    for data, target in yield_mb(x_train, y_train, BATCHSIZE, shuffle=True):
        data = torch.LongTensor(data)
        target = torch.LongTensor(target)
        optimizer.zero_grad()
        output = sym(data)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
    print(j, loss.item())
