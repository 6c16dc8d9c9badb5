import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader


class StackedBidirectionalRNN(nn.Module):
    def __init__(self, input_size, hidden_size=32, num_layers=2, dropout=0.2):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        sizes = [input_size] + [2 * hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(nn.LSTM(s, hidden_size, bidirectional=True) for s in sizes)

    def forward(self, tokens, tokens_mask):
        seq_lengths = tokens_mask.eq(0).long().sum(1).squeeze()
        rnn_input = pack_padded_sequence(tokens, seq_lengths, batch_first=True, enforce_sorted=False)
        outputs = []
        for rnn in self.layers:
            packed, _ = rnn(rnn_input)
            outputs.append(pad_packed_sequence(packed, batch_first=True)[0])
            rnn_input = packed._replace(data=self.dropout(packed.data))
        return torch.cat(outputs, dim=2)


class DocClassifier(nn.Module):
    def __init__(self, vocab=200, dim=24, classes=3):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim, padding_idx=0)
        self.encoder = StackedBidirectionalRNN(dim)
        self.decoder = nn.Linear(4 * 32, classes)

    def forward(self, ids):
        mask = ids.eq(0)
        states = self.encoder(self.embedding(ids), mask)
        return self.decoder(states.max(dim=1).values)


def make_documents(n):
    lengths = torch.randint(4, 15, (n,)).tolist()
    return [(torch.randint(1, 200, (k,)), k % 3) for k in lengths]


def collate(rows):
    docs, labels = zip(*rows)
    return pad_sequence(docs, batch_first=True), torch.tensor(labels)


model = DocClassifier()
adam = torch.optim.Adam(model.parameters(), 1e-3)
for ids, labels in DataLoader(make_documents(32), batch_size=8, collate_fn=collate):
    loss = nn.functional.cross_entropy(model(ids), labels)
    adam.zero_grad()
    loss.backward()
    adam.step()
print("train loss", loss.item())

model.eval()
correct = 0
with torch.no_grad():
    for ids, labels in DataLoader(make_documents(17), batch_size=8, collate_fn=collate):
        correct += (model(ids).argmax(1) == labels).sum().item()
print("eval accuracy", correct / 17)
