import csv
import os
import random
import tempfile

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

CONFIG = {
    "dataset": "newsclicks",
    "splits": ("train", "valid", "test"),
    "item_id_field": "item_id",
    "list_field": "item_id_list",
    "alias_of": {},
    "embedding_size": 32,
    "hidden_size": 48,
    "train_batch_size": 16,
}


def write_benchmark_files(folder, config, n_articles=400):
    rng = random.Random(2022)
    for split, n_rows in zip(config["splits"], (80, 20, 20)):
        with open(os.path.join(folder, f"{config['dataset']}.{split}.inter"), "w", newline="") as f:
            out = csv.writer(f, delimiter="\t")
            out.writerow(["session_id:token", "item_id_list:token_seq", "item_id:token"])
            for row in range(n_rows):
                clicks = [f"n{rng.randrange(n_articles)}" for _ in range(rng.randint(2, 9))]
                out.writerow([f"{split}-{row}", " ".join(clicks[:-1]), clicks[-1]])


class InterFiles:
    def __init__(self, folder, config):
        self.config = config
        self.field2token_id = {}
        self.rows = {}
        for split in config["splits"]:
            self.rows[split] = self._load(os.path.join(folder, f"{config['dataset']}.{split}.inter"))

    def _load(self, path):
        with open(path, newline="") as f:
            reader = csv.reader(f, delimiter="\t")
            header = [name.split(":") for name in next(reader)]
            rows = []
            for values in reader:
                row = {}
                for (field, kind), value in zip(header, values):
                    tokens = value.split(" ") if kind == "token_seq" else [value]
                    ids = [self._remap(field, t) for t in tokens]
                    row[field] = ids if kind == "token_seq" else ids[0]
                rows.append(row)
        return rows

    def _remap(self, field, token):
        source = self.config["alias_of"].get(field, field)
        mapping = self.field2token_id.setdefault(source, {"[PAD]": 0})
        return mapping.setdefault(token, len(mapping))

    def num(self, field):
        return len(self.field2token_id[field])


class Sessions(Dataset):
    def __init__(self, rows, config):
        self.rows, self.config = rows, config

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        return torch.tensor(row[self.config["list_field"]]), row[self.config["item_id_field"]]


def collate(samples):
    seqs, targets = zip(*samples)
    lengths = torch.tensor([len(s) for s in seqs])
    return pad_sequence(seqs, batch_first=True), lengths, torch.tensor(targets)


class NARM(nn.Module):
    def __init__(self, n_items, config):
        super().__init__()
        self.item_embedding = nn.Embedding(n_items, config["embedding_size"], padding_idx=0)
        self.gru = nn.GRU(config["embedding_size"], config["hidden_size"], batch_first=True)
        self.b = nn.Linear(config["hidden_size"], config["embedding_size"], bias=False)

    def forward(self, item_seq, lengths):
        emb = self.item_embedding(item_seq)
        out, _ = self.gru(emb)
        last = out[torch.arange(len(lengths)), lengths - 1]
        return self.b(last) @ self.item_embedding.weight.t()


def run(config):
    with tempfile.TemporaryDirectory() as folder:
        write_benchmark_files(folder, config)
        data = InterFiles(folder, config)
    loaders = {s: DataLoader(Sessions(data.rows[s], config), config["train_batch_size"], shuffle=s == "train",
                             collate_fn=collate) for s in config["splits"]}
    model = NARM(data.num(config["item_id_field"]), config)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for item_seq, lengths, target in loaders["train"]:
        loss = nn.functional.cross_entropy(model(item_seq, lengths), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"train loss {loss.item():.3f}")
    hits = 0
    with torch.no_grad():
        for item_seq, lengths, target in loaders["test"]:
            top = model(item_seq, lengths).topk(10, dim=1).indices
            hits += (top == target[:, None]).any(1).sum().item()
    print(f"recall@10 {hits / len(loaders['test'].dataset):.3f}")


torch.manual_seed(0)
run(CONFIG)
