import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(11)
MAX_LEN = 24
BATCH_SIZE = 8
WORDS = "app great crash love slow update login works never useful free ads support paid sync bug".split()


class ReviewTokenizer:
    """Whole-word tokenizer with the usual call signature."""

    pad_id, cls_id, sep_id = 0, 1, 2

    def __init__(self, words):
        self.ids = {w: i + 3 for i, w in enumerate(words)}

    def __len__(self):
        return len(self.ids) + 3

    def encode_plus(self, text, max_length, padding=None, truncation=False):
        tokens = [self.ids[w] for w in text.split()]
        if truncation:
            tokens = tokens[:max_length - 2]
        tokens = [self.cls_id] + tokens + [self.sep_id]
        missing = max_length - len(tokens) if padding == "max_length" else 0
        mask = [1] * len(tokens) + [0] * missing
        tokens = tokens + [self.pad_id] * missing
        return {"input_ids": torch.tensor(tokens), "attention_mask": torch.tensor(mask)}


class AppReviews(Dataset):
    def __init__(self, reviews, targets, tokenizer, max_len):
        self.reviews, self.targets = reviews, targets
        self.tokenizer, self.max_len = tokenizer, max_len

    def __len__(self):
        return len(self.reviews)

    def __getitem__(self, item):
        encoding = self.tokenizer.encode_plus(self.reviews[item], max_length=self.max_len, padding="max_length")
        return {**encoding, "targets": torch.tensor(self.targets[item])}


class SentimentClassifier(nn.Module):
    def __init__(self, n_tokens, n_classes=3, dim=32):
        super().__init__()
        self.embed = nn.Embedding(n_tokens, dim)
        self.encoder = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.out = nn.Linear(dim, n_classes)

    def forward(self, input_ids, attention_mask):
        h = self.encoder(self.embed(input_ids), src_key_padding_mask=attention_mask == 0)
        return self.out(h[:, 0])


lengths = [random.randint(3, 18) for _ in range(60)]
lengths[21], lengths[47] = 31, 40
reviews = [" ".join(random.choices(WORDS, k=n)) for n in lengths]
targets = [random.randrange(3) for _ in reviews]

tokenizer = ReviewTokenizer(WORDS)
train_loader = DataLoader(AppReviews(reviews, targets, tokenizer, MAX_LEN), batch_size=BATCH_SIZE)
model = SentimentClassifier(len(tokenizer))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()

losses = []
for d in train_loader:
    logits = model(d["input_ids"], d["attention_mask"])
    loss = loss_fn(logits, d["targets"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print("train loss", sum(losses) / len(losses))
