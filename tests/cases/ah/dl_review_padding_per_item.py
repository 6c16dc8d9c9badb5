import torch
from torch import nn
from torch.utils.data import DataLoader

torch.manual_seed(0)
MAX_LEN = 24


class WordTokenizer:
    """A small stand-in with the interface of a BERT tokenizer."""

    def __init__(self, texts):
        words = sorted({w for t in texts for w in t.split()})
        self.ids = {w: i + 3 for i, w in enumerate(words)}

    def encode_plus(self, text, max_length, padding=False, truncation=False):
        ids = [1] + [self.ids[w] for w in text.split()] + [2]
        return self.pad([ids[:max_length] if truncation else ids], max_length, padding)

    def pad(self, batch, max_length, padding):
        """padding: True or "longest" = up to the longest text given, "max_length" = up to max_length."""
        width = max(len(ids) for ids in batch)
        if padding == "max_length":
            width = max_length
        filled = [ids + [0] * (width - len(ids) if padding else 0) for ids in batch]
        masks = [[1] * len(ids) + [0] * (len(row) - len(ids)) for ids, row in zip(batch, filled)]
        return {"input_ids": filled[0], "attention_mask": masks[0]}


class ReviewDataset:
    def __init__(self, review, target, tokenizer):
        self.review, self.target, self.tokenizer = review, target, tokenizer

    def __len__(self):
        return len(self.review)

    def __getitem__(self, item):
        review = " ".join(str(self.review[item]).split())
        inputs = self.tokenizer.encode_plus(
            review,
            max_length=MAX_LEN,
            padding=True,
            truncation=True,
        )
        return {
            "ids": torch.tensor(inputs["input_ids"], dtype=torch.long),
            "mask": torch.tensor(inputs["attention_mask"], dtype=torch.long),
            "targets": torch.tensor(self.target[item], dtype=torch.float),
        }


class SentimentModel(nn.Module):
    def __init__(self, n_tokens):
        super().__init__()
        self.embed = nn.Embedding(n_tokens, 32, padding_idx=0)
        self.encoder = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
        self.out = nn.Linear(32, 1)

    def forward(self, ids, mask):
        h = self.encoder(self.embed(ids), src_key_padding_mask=mask == 0)
        return self.out(h[:, 0]).squeeze(1)


if __name__ == "__main__":
    words = "a an awful boring brilliant cast dull film great just lovely plot story the this was".split()
    lengths = torch.randint(4, 30, (32,)).tolist()
    reviews = [" ".join(words[k] for k in torch.randint(0, len(words), (n,)).tolist()) for n in lengths]
    labels = [int("great" in r or "lovely" in r) for r in reviews]
    tokenizer = WordTokenizer(reviews)
    train_loader = DataLoader(ReviewDataset(reviews, labels, tokenizer), batch_size=8)
    model = SentimentModel(len(tokenizer.ids) + 3)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for bi, d in enumerate(train_loader):
        loss = nn.BCEWithLogitsLoss()(model(d["ids"], d["mask"]), d["targets"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(bi, loss.item())
