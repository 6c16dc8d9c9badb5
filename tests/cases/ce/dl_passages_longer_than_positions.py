import torch
from torch import nn
from torch.nn import functional as F


class WordTokenizer:
    pad, cls, sep, unk = 0, 1, 2, 3

    def __init__(self, words, model_max_length=int(1e30)):
        self.index = {w: i + 4 for i, w in enumerate(words)}
        self.model_max_length = model_max_length

    def __call__(self, texts, padding=False, truncation=False, max_length=None):
        limit = (max_length or self.model_max_length) if truncation else int(1e30)
        rows = []
        for text in texts:
            ids = [self.index.get(w, self.unk) for w in text.lower().split()]
            rows.append([self.cls] + ids[: limit - 2] + [self.sep])
        if padding:
            width = max(map(len, rows))
            rows = [r + [self.pad] * (width - len(r)) for r in rows]
        input_ids = torch.tensor(rows)
        return {"input_ids": input_ids, "attention_mask": (input_ids != self.pad).long()}


class Embeddings(nn.Module):
    def __init__(self, vocab, dim, max_positions=512):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocab, dim, padding_idx=0)
        self.position_embeddings = nn.Embedding(max_positions, dim)
        self.register_buffer("position_ids", torch.arange(max_positions).unsqueeze(0))
        self.norm = nn.LayerNorm(dim)

    def forward(self, input_ids):
        positions = self.position_ids[:, : input_ids.size(1)]
        return self.norm(self.word_embeddings(input_ids) + self.position_embeddings(positions))


class TextEncoder(nn.Module):
    def __init__(self, vocab, dim=64, layers=2):
        super().__init__()
        self.embeddings = Embeddings(vocab, dim)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(dim, 4, 128, batch_first=True) for _ in range(layers))

    def forward(self, input_ids, attention_mask):
        h = self.embeddings(input_ids)
        for layer in self.layers:
            h = layer(h, src_key_padding_mask=attention_mask == 0)
        return h


def embedding(sentences, model, tokenizer):
    encoded = tokenizer(sentences, padding=True, truncation=True)
    with torch.no_grad():
        hidden = model(**encoded)
    return F.normalize(hidden[:, 0], p=2, dim=1)


WORDS = "the river rose again after three days of rain and the old bridge was closed to lorries".split()
passages = [" ".join(WORDS[:9]), " ".join(WORDS), " ".join(WORDS * 60)]
tokenizer = WordTokenizer(sorted(set(WORDS)))
model = TextEncoder(len(tokenizer.index) + 4).eval()
vectors = embedding(passages, model, tokenizer)
query = embedding(["bridge closed after rain"], model, tokenizer)
for text, score in zip(passages, (vectors @ query.T).squeeze(1).tolist()):
    print(f"{score:.3f}  {text[:40]}")
