import csv
import zlib

import torch
from torch.utils.data import TensorDataset


class BertProcessor:
    def __init__(self, vocab_size, max_seq_length):
        self.vocab_size, self.max_seq_length = vocab_size, max_seq_length

    def get_train(self, data_file):
        with open(data_file, newline="", encoding="utf-8") as f:
            rows = list(csv.reader(f))[1:]
        return [(row[1], [int(x) for x in row[2:]]) for row in rows]

    def get_labels(self):
        return ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]

    def encode(self, text):
        ids = [2] + [5 + zlib.crc32(w.encode()) % (self.vocab_size - 5) for w in text.lower().split()]
        ids = ids[: self.max_seq_length - 1] + [3]
        return ids + [0] * (self.max_seq_length - len(ids))

    def create_dataset(self, examples):
        input_ids = torch.tensor([self.encode(text) for text, _ in examples])
        label_ids = torch.tensor([labels for _, labels in examples], dtype=torch.float)
        return TensorDataset(input_ids, (input_ids != 0).long(), label_ids)
