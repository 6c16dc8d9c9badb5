import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(13)
torch.manual_seed(13)

TAGS = ["O", "B-person", "I-person", "B-location", "I-location", "B-group", "I-group"]
MAX_LEN, VOCAB = 90, 400


class WNUTDataset(Dataset):
    """Tweets as word piece ids; pieces inside a word and the padding have the label -100."""

    def __init__(self, n=64):
        self.items = []
        for _ in range(n):
            length = random.randint(20, MAX_LEN)
            ids = [random.randrange(2, VOCAB) for _ in range(length)]
            tags = [random.randrange(len(TAGS)) if random.random() < 0.7 else -100 for _ in ids]
            rest = MAX_LEN - length
            self.items.append((ids + [0] * rest, [1] * length + [0] * rest, tags + [-100] * rest))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        ids, mask, labels = self.items[i]
        return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask), "labels": torch.tensor(labels)}


class TinyBert(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.words = nn.Embedding(VOCAB, dim, padding_idx=0)
        self.positions = nn.Embedding(MAX_LEN, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 96, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, input_ids, attention_mask):
        h = self.words(input_ids) + self.positions(torch.arange(input_ids.size(1)))
        return self.layers(h, src_key_padding_mask=attention_mask == 0)


class BertForSequenceClassification(nn.Module):
    def __init__(self, num_labels, dim=48):
        super().__init__()
        self.num_labels, self.bert = num_labels, TinyBert(dim)
        self.pre_classifier, self.classifier = nn.Linear(dim, dim), nn.Linear(dim, num_labels)

    def forward(self, input_ids, attention_mask, labels):
        pooled = self.bert(input_ids, attention_mask)[:, 0]
        logits = self.classifier(torch.relu(self.pre_classifier(pooled)))
        loss = nn.functional.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))
        return loss, logits


class BertForTokenClassification(nn.Module):
    def __init__(self, num_labels, dim=48):
        super().__init__()
        self.num_labels, self.bert = num_labels, TinyBert(dim)
        self.classifier = nn.Linear(dim, num_labels)

    def forward(self, input_ids, attention_mask, labels):
        logits = self.classifier(self.bert(input_ids, attention_mask))
        loss = nn.functional.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))
        return loss, logits


model = BertForSequenceClassification(num_labels=len(TAGS))
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
for step, batch in enumerate(DataLoader(WNUTDataset(), batch_size=16, shuffle=True)):
    loss, logits = model(**batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
