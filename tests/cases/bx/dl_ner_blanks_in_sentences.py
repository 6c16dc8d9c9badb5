import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
ROWS = [
    ("浙商银行企业信贷部叶老桂博士", [(0, 4, "ORG"), (9, 12, "PER")]),
    ("张伟加入华东理工学院", [(0, 2, "PER"), (4, 10, "ORG")]),
    ("据 Nord Bank 的 Anna Berg 介绍", [(2, 11, "ORG"), (14, 23, "PER")]),
    ("中国人民银行行长周小川出席", [(0, 6, "ORG"), (8, 11, "PER")]),
]


def bio(text, spans):
    tags = ["O"] * len(text)
    for start, end, kind in spans:
        tags[start] = f"B-{kind}"
        tags[start + 1:end] = [f"I-{kind}"] * (end - start - 1)
    return tags


class CharTokenizer:
    def __init__(self, rows):
        chars = sorted({c for text, _ in rows for c in text.lower()})
        self.ids = {c: i for i, c in enumerate(["[PAD]", "[UNK]", "[CLS]"] + chars)}

    def encode(self, text):
        pieces = [c for word in text.lower().split() for c in word]
        return [self.ids["[CLS]"]] + [self.ids.get(p, 1) for p in pieces]


class NERDataset(Dataset):
    def __init__(self, rows, tokenizer):
        self.items = []
        for text, spans in rows:
            tags = bio(text, spans)
            labels = [LABELS.index(t) for t in tags]
            self.items.append((tokenizer.encode(text), labels))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def collate_fn(self, batch):
        max_len = max(len(ids) for ids, _ in batch)
        data = torch.zeros(len(batch), max_len, dtype=torch.long)
        target = torch.full((len(batch), max_len - 1), -1)
        for j, (ids, labels) in enumerate(batch):
            data[j, :len(ids)] = torch.tensor(ids)
            target[j, :len(labels)] = torch.tensor(labels)
        return data, target


class BiLSTMTagger(nn.Module):
    def __init__(self, vocab, n_labels, dim=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim, padding_idx=0)
        self.lstm = nn.LSTM(dim, dim, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * dim, n_labels)

    def forward(self, x):
        return self.out(self.lstm(self.emb(x))[0][:, 1:])


tokenizer = CharTokenizer(ROWS)
train = NERDataset(ROWS, tokenizer)
model = BiLSTMTagger(len(tokenizer.ids), len(LABELS))
optimizer = torch.optim.Adam(model.parameters(), 1e-2)
for epoch in range(2):
    for x, y in DataLoader(train, batch_size=2, collate_fn=train.collate_fn):
        loss = nn.functional.cross_entropy(model(x).flatten(0, 1), y.flatten(), ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
