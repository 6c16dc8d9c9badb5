"""Generate questions from passages: GRU encoder, GRU decoder with attention."""
import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

PAD, BOS, EOS = 0, 1, 2
VOCAB = 120


class Squad(Dataset):
    def __init__(self, n, seed):
        rnd = random.Random(seed)
        self.items = []
        for _ in range(n):
            passage = [rnd.randrange(3, VOCAB) for _ in range(rnd.randint(15, 30))]
            at = rnd.randrange(len(passage) - 8)
            question = [BOS] + passage[at:at + rnd.randint(5, 8)] + [EOS]
            self.items.append((torch.tensor(passage), torch.tensor(question)))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    passages, questions = zip(*batch)
    return (pad_sequence(passages, batch_first=True, padding_value=PAD),
            pad_sequence(questions, batch_first=True, padding_value=PAD))


class Seq2Seq(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size, padding_idx=PAD)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRUCell(2 * hidden_size, hidden_size)
        self.gen = nn.Linear(2 * hidden_size, vocab_size)

    def forward(self, passage, question):
        memory, h = self.encoder(self.embedding(passage))
        h = h[-1]
        outputs = []
        word = question[:, 0]
        for t in range(1, question.size(1)):
            scores = torch.einsum("bth,bh->bt", memory, h).masked_fill(passage == PAD, -1e9)
            context = torch.einsum("bt,bth->bh", scores.softmax(1), memory)
            h = self.decoder(torch.cat([self.embedding(word), context], 1), h)
            outputs.append(self.gen(torch.cat([h, context], 1)))
            # teacher forcing while training, own predictions otherwise
            word = question[:, t] if self.training else outputs[-1].argmax(1)
        return torch.stack(outputs, dim=1)


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for passage, question in loader:
        pred = model(passage, question)
        loss = criterion(pred.reshape(-1, pred.size(2)), question[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def evaluate(model, loader, criterion):
    model.eval()
    total, hits, words = 0.0, 0, 0
    with torch.no_grad():
        for passage, question in loader:
            pred = model(passage, question)
            gold = question.reshape(-1)
            total += criterion(pred.reshape(-1, pred.size(2)), gold).item()
            hits += (pred.argmax(2).reshape(-1) == gold)[gold != PAD].sum().item()
            words += (gold != PAD).sum().item()
    return total / len(loader), hits / words


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader = DataLoader(Squad(32, 0), batch_size=8, shuffle=True, collate_fn=collate)
    dev_loader = DataLoader(Squad(16, 1), batch_size=8, collate_fn=collate)
    model = Seq2Seq(VOCAB, hidden_size=32)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(2):
        train_loss = train_epoch(model, train_loader, criterion, optimizer)
        dev_loss, acc = evaluate(model, dev_loader, criterion)
        print(f"epoch {epoch}: train {train_loss:.3f} dev {dev_loss:.3f} word accuracy {acc:.3f}")
