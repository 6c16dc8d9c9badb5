import csv

import torch
from torch.utils.data import TensorDataset


class TicketProcessor:
    def __init__(self, max_len):
        self.max_len = max_len
        self.vocab = {"[PAD]": 0, "[CLS]": 1}

    def read_examples(self, path):
        examples = []
        with open(path, newline="", encoding="utf-8") as f:
            reader = csv.reader(f)
            next(reader)
            for row in reader:
                text, label = row[0], int(row[1])
                examples.append((text, label))
        return examples

    def _encode(self, text):
        ids = [self.vocab["[CLS]"]]
        for word in text.split():
            ids.append(self.vocab.setdefault(word, len(self.vocab)))
        return ids[: self.max_len]

    def features(self, examples):
        ids, masks, labels = [], [], []
        for text, label in examples:
            seq = self._encode(text)
            pad = self.max_len - len(seq)
            ids.append(seq + [0] * pad)
            masks.append([False] * len(seq) + [True] * pad)
            labels.append(label)
        return TensorDataset(torch.tensor(ids), torch.tensor(masks), torch.tensor(labels))
