import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

TAGS = ["O", "B-DRUG", "B-DOSE"]
DRUGS = ["ibuprofen", "metformin", "amoxicillin", "atorvastatin", "zinc"]
WORDS = ["patient", "takes", "was", "given", "twice", "daily", "since", "may", "and", "no", "pain"]
PAD, CLS, SEP = 0, 1, 2


class WordPieces:
    """Cuts words after every fourth letter; pieces get numbers as they turn up."""

    def __init__(self):
        self.vocab = {}

    def pieces(self, word):
        return [word[:4]] + ["##" + word[i:i + 4] for i in range(4, len(word), 4)]

    def ids(self, word):
        return [self.vocab.setdefault(p, len(self.vocab) + 3) for p in self.pieces(word)]


def write_note(rng):
    words = [(rng.choice(WORDS), "O") for _ in range(rng.randint(5, 12))]
    at = rng.randint(0, len(words))
    words[at:at] = [(rng.choice(DRUGS), "B-DRUG"), (str(rng.choice([5, 20, 500])) + "mg", "B-DOSE")]
    return [w for w, _ in words], [t for _, t in words]


class ClinicalNotes(Dataset):
    def __init__(self, n, tokenizer, seed):
        rng = random.Random(seed)
        self.tokenizer = tokenizer
        self.items = [self.encode(*write_note(rng)) for _ in range(n)]

    def encode(self, words, tags):
        per_word = [self.tokenizer.ids(w) for w in words]
        input_ids = [CLS] + [i for ids in per_word for i in ids] + [SEP]
        labels = [-100] + [TAGS.index(t) for t in tags] + [-100]
        return {"input_ids": torch.tensor(input_ids), "labels": torch.tensor(labels)}

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(features):
    longest = max(len(f["input_ids"]) for f in features)
    batch = {"input_ids": [], "labels": [], "attention_mask": []}
    for f in features:
        n = longest - len(f["input_ids"])
        batch["input_ids"].append(F.pad(f["input_ids"], (0, n), value=PAD))
        batch["labels"].append(F.pad(f["labels"], (0, n), value=-100))
        batch["attention_mask"].append(batch["input_ids"][-1] != PAD)
    return {k: torch.stack(v) for k, v in batch.items()}


class TokenClassifier(nn.Module):
    def __init__(self, n_vocab=200, dim=32, n_tags=len(TAGS)):
        super().__init__()
        self.embed = nn.Embedding(n_vocab, dim, padding_idx=PAD)
        self.position = nn.Embedding(64, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.classifier = nn.Linear(dim, n_tags)

    def forward(self, input_ids, attention_mask):
        x = self.embed(input_ids) + self.position(torch.arange(input_ids.shape[1]))
        return self.classifier(self.encoder(x, src_key_padding_mask=~attention_mask))


torch.manual_seed(2)
tokenizer = WordPieces()
train_loader = DataLoader(ClinicalNotes(48, tokenizer, 1), batch_size=8, shuffle=True, collate_fn=collate)
val_loader = DataLoader(ClinicalNotes(16, tokenizer, 2), batch_size=8, collate_fn=collate)
model = TokenClassifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
for epoch in range(2):
    model.train()
    for batch in train_loader:
        logits = model(batch["input_ids"], batch["attention_mask"])
        loss = F.cross_entropy(logits.flatten(0, 1), batch["labels"].flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    right = total = 0
    with torch.no_grad():
        for batch in val_loader:
            guess = model(batch["input_ids"], batch["attention_mask"]).argmax(-1)
            known = batch["labels"] != -100
            right += int((guess == batch["labels"])[known].sum())
            total += int(known.sum())
    print(f"epoch {epoch}: loss {loss.item():.3f}, accuracy {right / total:.3f}")
