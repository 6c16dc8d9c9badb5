import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.data import DataLoader, Dataset

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
PAD_TAG = -100
MAX_LEN = 40


class TaggedSentences(Dataset):
    def __init__(self, n, vocab_size=200, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for _ in range(n):
            length = int(torch.randint(5, 31, (1,), generator=g))
            words = torch.randint(1, vocab_size, (length,), generator=g)
            self.items.append((words, words % len(TAGS)))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    words = torch.zeros(len(batch), MAX_LEN, dtype=torch.long)
    tags = torch.full((len(batch), MAX_LEN), PAD_TAG)
    lengths = torch.tensor([len(w) for w, _ in batch])
    for row, (w, t) in enumerate(batch):
        words[row, :len(w)] = w
        tags[row, :len(t)] = t
    return words, tags, lengths


class BiLSTMTagger(nn.Module):
    def __init__(self, vocab_size=200, emb_dim=32, hidden=48, n_tags=len(TAGS)):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.lstm = nn.LSTM(emb_dim, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.2)
        self.hidden2tag = nn.Linear(2 * hidden, n_tags)

    def forward(self, words, lengths):
        emb = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(emb, lengths, batch_first=True, enforce_sorted=False)
        out, _ = self.lstm(packed)
        out, _ = pad_packed_sequence(out, batch_first=True)
        return self.hidden2tag(out)


def loss_fn(emissions, tags):
    return nn.functional.cross_entropy(emissions.reshape(-1, len(TAGS)), tags.reshape(-1), ignore_index=PAD_TAG)


def evaluate(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for words, tags, lengths in loader:
            pred = model(words, lengths).argmax(-1)
            keep = tags != PAD_TAG
            right += (pred[keep] == tags[keep]).sum().item()
            total += keep.sum().item()
    return right / total


torch.manual_seed(0)
train_loader = DataLoader(TaggedSentences(64), batch_size=16, shuffle=True, collate_fn=collate)
dev_loader = DataLoader(TaggedSentences(16, seed=1), batch_size=16, collate_fn=collate)
model = BiLSTMTagger()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(3):
    model.train()
    for words, tags, lengths in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(words, lengths), tags)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f} dev acc {evaluate(model, dev_loader):.3f}")
