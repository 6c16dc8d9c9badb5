import random
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Args:
    max_len: int = 48
    placeholder_token: str = "<step>"
    micro_train_batch_size: int = 4
    learning_rate: float = 5e-4
    ignore_index: int = -100


class WordTokenizer:
    def __init__(self, texts, specials):
        words = sorted({w for t in texts for w in t.split()} - set(specials))
        self.vocab = {w: i for i, w in enumerate(["<pad>", *specials, *words])}
        self.pad_token_id = 0

    def __call__(self, text, max_length=None):
        ids = [self.vocab[w] for w in text.split()]
        return torch.tensor(ids[:max_length])

    def __len__(self):
        return len(self.vocab)


def solved_problems(n, mark, seed=3):
    """Worked arithmetic problems; every reasoning step ends with a mark and has a score."""
    rng = random.Random(seed)
    problems = []
    for _ in range(n):
        total, text, scores = rng.randint(1, 9), "start", []
        for _ in range(rng.randint(2, 8)):
            add = rng.randint(1, 9)
            claim = total + add + rng.choice([0, 0, 1])
            text += f" take {total} and add {add} to get {claim} {mark}"
            scores.append(1.0 if claim == total + add else 0.0)
            total = claim
        problems.append({"input": text, "label": scores})
    return problems


class ProcessRewardDataset(Dataset):
    def __init__(self, problems, tokenizer, args):
        self.problems = problems
        self.tokenizer = tokenizer
        self.args = args
        self.mark_id = tokenizer.vocab[args.placeholder_token]

    def __len__(self):
        return len(self.problems)

    def __getitem__(self, idx):
        item = self.problems[idx]
        input_ids = self.tokenizer(item["input"], max_length=self.args.max_len)
        scores = torch.tensor(item["label"])
        return input_ids, self.spread(input_ids, scores)

    def spread(self, input_ids, scores):
        labels = torch.full(input_ids.shape, float(self.args.ignore_index))
        labels[input_ids == self.mark_id] = scores
        return labels

    def collate_fn(self, batch):
        ids, labels = zip(*batch)
        pad = nn.utils.rnn.pad_sequence
        ids = pad(ids, batch_first=True, padding_value=self.tokenizer.pad_token_id)
        return ids, pad(labels, batch_first=True, padding_value=self.args.ignore_index)


class RewardModel(nn.Module):
    def __init__(self, vocab_size, hidden=32):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, hidden, padding_idx=0)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.score = nn.Linear(hidden, 1)

    def forward(self, input_ids):
        states, _ = self.encoder(self.embed_tokens(input_ids))
        return self.score(states).squeeze(-1)


def fit(model, loader, args):
    optim = torch.optim.AdamW(model.parameters(), lr=args.learning_rate)
    for step, (ids, labels) in enumerate(loader):
        scored = labels != args.ignore_index
        loss = F.binary_cross_entropy_with_logits(model(ids)[scored], labels[scored])
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"step {step} prm_loss {loss.item():.4f}")


args = Args()
problems = solved_problems(24, args.placeholder_token)
tokenizer = WordTokenizer([p["input"] for p in problems], [args.placeholder_token])
data = ProcessRewardDataset(problems, tokenizer, args)
loader = DataLoader(data, args.micro_train_batch_size, collate_fn=data.collate_fn)
fit(RewardModel(len(tokenizer)), loader, args)
