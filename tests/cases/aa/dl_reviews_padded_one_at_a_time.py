import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_LEN = 24
TRAIN_BATCH_SIZE = 4
EPOCHS = 2

REVIEWS = [
    ("one of the best films i have seen this year", 1),
    ("dull", 0),
    ("the plot makes no sense and the acting is worse", 0),
    ("a warm and funny story about two brothers", 1),
    ("i wanted to like it but after an hour i simply gave up and left", 0),
    ("great music great cast great fun", 1),
    ("not worth the ticket", 0),
    ("beautifully shot", 1),
]


class WordTokenizer:
    """Small stand-in with the calling convention of the usual subword tokenizers."""

    pad_id, cls_id, sep_id = 0, 1, 2

    def __init__(self, texts):
        words = sorted({w for t in texts for w in t.split()})
        self.ids = {w: i + 3 for i, w in enumerate(words)}

    def __len__(self):
        return len(self.ids) + 3

    def __call__(self, texts, max_length, padding=False, truncation=False):
        rows = [[self.cls_id] + [self.ids[w] for w in t.split()] + [self.sep_id] for t in texts]
        if truncation:
            rows = [r[:max_length - 1] + [self.sep_id] if len(r) > max_length else r for r in rows]
        if padding == "max_length":
            width = max_length
        elif padding:
            width = max(len(r) for r in rows)
        else:
            width = 0
        mask = [[1] * len(r) + [0] * (width - len(r)) for r in rows]
        rows = [r + [self.pad_id] * (width - len(r)) for r in rows]
        return {"input_ids": rows, "attention_mask": mask}

    def encode_plus(self, text, **kwargs):
        return {k: v[0] for k, v in self([text], **kwargs).items()}


class ReviewDataset(Dataset):
    def __init__(self, reviews, tokenizer):
        self.reviews = reviews
        self.tokenizer = tokenizer
        self.max_len = MAX_LEN

    def __len__(self):
        return len(self.reviews)

    def __getitem__(self, item):
        review, target = self.reviews[item]
        review = " ".join(review.split())
        inputs = self.tokenizer.encode_plus(
            review,
            max_length=self.max_len,
            padding=True,
            truncation=True,
        )
        return {
            "ids": torch.tensor(inputs["input_ids"], dtype=torch.long),
            "mask": torch.tensor(inputs["attention_mask"], dtype=torch.long),
            "targets": torch.tensor(target, dtype=torch.float),
        }


class SentimentModel(nn.Module):
    def __init__(self, vocab_size, dim=32):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.pos = nn.Embedding(MAX_LEN, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 64, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.out = nn.Linear(dim, 1)

    def forward(self, ids, mask):
        x = self.tok(ids) + self.pos(torch.arange(ids.shape[1]))
        x = self.encoder(x, src_key_padding_mask=mask == 0)
        return self.out(x[:, 0])


def run():
    torch.manual_seed(7)
    tokenizer = WordTokenizer([r for r, _ in REVIEWS])
    train_loader = DataLoader(ReviewDataset(REVIEWS, tokenizer), batch_size=TRAIN_BATCH_SIZE)
    model = SentimentModel(len(tokenizer))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    loss_fn = nn.BCEWithLogitsLoss()
    for epoch in range(EPOCHS):
        for batch in train_loader:
            optimizer.zero_grad()
            outputs = model(batch["ids"], batch["mask"])
            loss = loss_fn(outputs, batch["targets"].view(-1, 1))
            loss.backward()
            optimizer.step()
        print(f"Epoch = {epoch}, loss = {loss.item():.4f}")


if __name__ == "__main__":
    run()
