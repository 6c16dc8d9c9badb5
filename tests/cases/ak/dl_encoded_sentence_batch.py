import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

TEXTS = [
    "Hanako works at Sakura Trading in Osaka",
    "the new plant of Aoba Steel opens in Kobe",
    "Mirai Foods was founded by Taro Yamada",
    "Sapporo and Sendai share the same supplier",
    "Midori Bank bought a small firm in Nagoya",
    "the chairman of Hikari Motors lives in Kyoto",
]


class NERTokenizer:
    def __init__(self, texts):
        chars = sorted({c for t in texts for c in t})
        self.vocab = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2}
        self.vocab.update({c: i + 3 for i, c in enumerate(chars)})

    def encode_plus_untagged(self, text, max_length):
        ids = [self.vocab[c] for c in text][: max_length - 2]
        ids = [self.vocab["[CLS]"]] + ids + [self.vocab["[SEP]"]]
        n_pad = max_length - len(ids)
        encoding = {
            "input_ids": ids + [self.vocab["[PAD]"]] * n_pad,
            "attention_mask": [1] * len(ids) + [0] * n_pad,
        }
        encoding = {k: torch.tensor([v]) for k, v in encoding.items()}
        return encoding


class SentenceSet(Dataset):
    def __init__(self, texts, tokenizer, max_length=48):
        self.texts, self.tokenizer, self.max_length = texts, tokenizer, max_length

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.tokenizer.encode_plus_untagged(self.texts[i], self.max_length)


class BertForTokenClassification(nn.Module):
    def __init__(self, vocab_size, num_labels, dim=32, max_length=48):
        super().__init__()
        self.word = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.position = nn.Parameter(0.02 * torch.randn(max_length, dim))
        layer = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.classifier = nn.Linear(dim, num_labels)

    def forward(self, input_ids, attention_mask):
        x = self.word(input_ids) + self.position
        x = self.encoder(x, src_key_padding_mask=attention_mask == 0)
        return self.classifier(x)


tokenizer = NERTokenizer(TEXTS)
bert_tc = BertForTokenClassification(len(tokenizer.vocab), num_labels=9).eval()
dataloader = DataLoader(SentenceSet(TEXTS, tokenizer), batch_size=3)

entities = []
with torch.no_grad():
    for batch in dataloader:
        scores = bert_tc(**batch)
        for labels, mask in zip(scores.argmax(-1), batch["attention_mask"]):
            entities.append(labels[mask == 1].tolist())
for text, labels in zip(TEXTS, entities):
    print(sum(k > 0 for k in labels), "tagged characters in:", text)
