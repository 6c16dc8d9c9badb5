import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 8
MAX_LEN = 32
VOCAB = 500


class Net(nn.Module):
    """Sentiment of film reviews."""

    def __init__(self, D_in, H, D_out=1, layers=1):
        super(Net, self).__init__()
        self.hidden_dim, self.layers = H, layers
        self.emb = nn.Embedding(VOCAB, D_in, padding_idx=0)
        self.lstm = nn.LSTM(D_in, H, layers)
        self.linear = nn.Linear(H, D_out)

    def init_hidden(self, batch):
        h0 = torch.zeros(self.layers, batch, self.hidden_dim)
        return h0, torch.zeros_like(h0)

    def forward(self, sentence):
        embeds = self.emb(sentence)
        state = self.init_hidden(embeds.size(0))
        lstm_out, state = self.lstm(embeds, state)
        last = lstm_out[:, -1]
        return torch.sigmoid(self.linear(last)).squeeze(1)


def reviews(n):
    ids = torch.randint(1, VOCAB, (n, MAX_LEN))
    for row, cut in zip(ids, torch.randint(5, MAX_LEN, (n,))):
        row[cut:] = 0
    return TensorDataset(ids, torch.randint(0, 2, (n,)).float())


train_dl = DataLoader(reviews(40), batch_size=BATCH_SIZE, shuffle=True)
test_dl = DataLoader(reviews(20), batch_size=BATCH_SIZE)

net = Net(D_in=24, H=32)
criterion = nn.BCELoss()
optimizer = optim.Adam(net.parameters(), lr=0.01)

for epoch in range(2):
    train_loss = 0.0
    net.train()
    for text, labels in train_dl:
        optimizer.zero_grad()
        outputs = net(text)
        loss = criterion(outputs, labels)
        train_loss += loss.item()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        right = sum(((net(t) > 0.5) == l.bool()).sum().item() for t, l in test_dl)
    print(epoch, train_loss / len(train_dl), right / len(test_dl.dataset))
