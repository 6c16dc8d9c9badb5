import csv
import os
import tempfile

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

ROWS = [
    ("service was awful", -1), ("i would come again", 1), ("it is a phone", 0),
    ("battery died after a day", -1), ("great value", 1), ("arrived on monday", 0),
    ("never buying this", -1), ("love the colour", 1), ("comes with a cable", 0),
]


def write_csv(path):
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["text", "label"])
        w.writerows(ROWS)


def read_examples(path):
    with open(path, newline="") as f:
        return [(row["text"], int(row["label"])) for row in csv.DictReader(f)]


class TextClassification:
    def __init__(self, num_labels, vocab):
        self.vocab = {w: i + 1 for i, w in enumerate(sorted(vocab))}
        self.model = nn.ModuleDict({
            "emb": nn.Embedding(len(self.vocab) + 1, 16, padding_idx=0),
            "rnn": nn.GRU(16, 16, batch_first=True),
            "out": nn.Linear(16, num_labels),
        })

    def logits(self, ids):
        _, h = self.model["rnn"](self.model["emb"](ids))
        return self.model["out"](h[-1])

    def encode(self, batch):
        ids = [torch.tensor([self.vocab[w] for w in text.split()]) for text, _ in batch]
        return pad_sequence(ids, batch_first=True), torch.tensor([y for _, y in batch])

    def train(self, examples, batch_size=3, epochs=1):
        optimizer = torch.optim.Adam(self.model.parameters(), 1e-2)
        loss_function = nn.CrossEntropyLoss()
        for _ in range(epochs):
            for ids, labels in DataLoader(examples, batch_size, collate_fn=self.encode):
                loss = loss_function(self.logits(ids), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print("loss", loss.item())


with tempfile.TemporaryDirectory() as tmp:
    path = os.path.join(tmp, "train.csv")
    write_csv(path)
    examples = read_examples(path)
happy_tc = TextClassification(num_labels=3, vocab={w for text, _ in examples for w in text.split()})
happy_tc.train(examples)
