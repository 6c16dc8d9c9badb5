import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

PAD_IDX, VOCAB = 1, 300


class Reviews(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(42)
        self.texts = [torch.randint(2, VOCAB, (12 + k % 9,), generator=g) for k in range(n)]
        self.labels = torch.randint(0, 2, (n,), generator=g).float()

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.texts[i], self.labels[i]


def collate(batch):
    texts, labels = zip(*batch)
    return nn.utils.rnn.pad_sequence(texts, padding_value=PAD_IDX), torch.stack(labels)


class RNN(nn.Module):
    def __init__(self, vocab_size, embedding_dim, hidden_dim, output_dim, n_layers, bidirectional, dropout):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim, padding_idx=PAD_IDX)
        self.rnn = nn.LSTM(embedding_dim, hidden_dim, num_layers=n_layers, bidirectional=bidirectional, dropout=dropout)
        self.fc = nn.Linear(hidden_dim * 2, output_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        # x = [sent len, batch size]
        embedded = self.dropout(self.embedding(x))
        output, (hidden, cell) = self.rnn(embedded)
        # concat the final forward and backward hidden states
        hidden = self.dropout(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1))
        return self.fc(hidden.squeeze(0))


def binary_accuracy(preds, y):
    return (torch.round(torch.sigmoid(preds)) == y).float().mean()


def train(model, iterator, optimizer, criterion):
    epoch_loss, epoch_acc = 0, 0
    model.train()
    for text, label in iterator:
        optimizer.zero_grad()
        predictions = model(text).squeeze(1)
        loss = criterion(predictions, label)
        acc = binary_accuracy(predictions, label)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
        epoch_acc += acc.item()
    return epoch_loss / len(iterator), epoch_acc / len(iterator)


my_reviews = Reviews(65)
train_iterator = DataLoader(my_reviews, batch_size=32, shuffle=True, collate_fn=collate)
model = RNN(VOCAB, 50, 32, 1, n_layers=2, bidirectional=True, dropout=0.5)
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.BCEWithLogitsLoss()
print("Train loss %.3f, acc %.2f" % train(model, train_iterator, optimizer, criterion))
