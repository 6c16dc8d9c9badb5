import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 16


class FrozenEncoder(nn.Module):
    """Contextual embeddings; stands in for a pretrained transformer."""

    def __init__(self, vocab=120, hidden_size=32):
        super().__init__()
        self.hidden_size = hidden_size
        self.embed = nn.Embedding(vocab, hidden_size)
        self.mix = nn.TransformerEncoderLayer(hidden_size, 2, 64, batch_first=True)

    def forward(self, ids):
        return self.mix(self.embed(ids))


class LSTMClassifier(nn.Module):
    def __init__(self, batch_size, output_size, hidden_size, bert):
        super(LSTMClassifier, self).__init__()
        self.bert = bert
        self.batch_size = batch_size
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(bert.hidden_size, hidden_size)
        self.label = nn.Linear(hidden_size, output_size)

    def forward(self, input_sentence):
        with torch.no_grad():
            embedded = self.bert(input_sentence)
        h_0 = torch.zeros(1, self.batch_size, self.hidden_size)
        c_0 = torch.zeros(1, self.batch_size, self.hidden_size)
        output, (final_hidden, _) = self.lstm(embedded.permute(1, 0, 2), (h_0, c_0))
        return self.label(final_hidden[-1])


def binary_loader(n, seed):
    g = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, 120, (n, 14), generator=g)
    return DataLoader(TensorDataset(ids, (ids.float().mean(1) > 60).long()), batch_size=BATCH_SIZE)


def train(model, iterator, optimizer, criterion):
    losses = []
    model.train()
    for text, label in iterator:
        optimizer.zero_grad()
        loss = criterion(model(text), label)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def evaluate(model, iterator, criterion):
    model.eval()
    with torch.no_grad():
        return sum(criterion(model(text), label).item() for text, label in iterator) / len(iterator)


model = LSTMClassifier(BATCH_SIZE, 2, 24, FrozenEncoder())
optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), 1e-3)
criterion = nn.CrossEntropyLoss()
print("train", train(model, binary_loader(64, 1), optimizer, criterion))
print("valid", evaluate(model, binary_loader(40, 2), criterion))
