import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_LEN = 12
BATCH_SIZE = 4

reviews = [
    "great app i use it every day",
    "does not sync with my calendar",
    "love it",
    "was fine until the last update now it crashes whenever i open the settings page on my tablet",
    "five stars",
    "please bring back the old widget",
    "too expensive for what it does",
    "simple and fast to do list",
]
sentiment = [2, 0, 2, 0, 2, 1, 0, 2]


class WordTokenizer:
    """Small stand-in for BertTokenizer: word ids, [CLS] and [SEP]."""

    def __init__(self, texts):
        words = sorted({w for t in texts for w in t.split()})
        self.vocab = {w: i for i, w in enumerate(["[PAD]", "[CLS]", "[SEP]", "[UNK]"] + words)}

    def encode_plus(self, text, max_length, padding=False, truncation=False):
        ids = [self.vocab.get(w, 3) for w in text.split()]
        if truncation:
            ids = ids[:max_length - 2]
        ids = [1] + ids + [2]
        mask = [1] * len(ids)
        if padding == "max_length":
            missing = max_length - len(ids)
            ids, mask = ids + [0] * missing, mask + [0] * missing
        return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


class AppReviewDataset(Dataset):
    def __init__(self, reviews, targets, tokenizer, max_len):
        self.reviews, self.targets = reviews, targets
        self.tokenizer, self.max_len = tokenizer, max_len

    def __len__(self):
        return len(self.reviews)

    def __getitem__(self, item):
        encoding = self.tokenizer.encode_plus(self.reviews[item], max_length=self.max_len, padding="max_length")
        return {**encoding, "targets": torch.tensor(self.targets[item])}


class SentimentClassifier(nn.Module):
    def __init__(self, n_words, n_classes):
        super().__init__()
        self.emb = nn.Embedding(n_words, 32, padding_idx=0)
        self.out = nn.Linear(32, n_classes)

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.unsqueeze(-1).float()
        pooled = (self.emb(input_ids) * mask).sum(1) / mask.sum(1)
        return self.out(pooled)


tokenizer = WordTokenizer(reviews)
ds = AppReviewDataset(reviews, sentiment, tokenizer, MAX_LEN)
train_data_loader = DataLoader(ds, batch_size=BATCH_SIZE)
model = SentimentClassifier(len(tokenizer.vocab), 3)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
loss_fn = nn.CrossEntropyLoss()
for d in train_data_loader:
    outputs = model(d["input_ids"], d["attention_mask"])
    loss = loss_fn(outputs, d["targets"])
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(loss.item())
