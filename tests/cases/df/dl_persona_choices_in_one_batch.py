import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

PERSONAS = {
    0: ["i like to ski", "my wife does not like me anymore", "i hate mexican food"],
    1: ["i am a vegan", "i own two dogs"],
    2: ["i work at a bank", "i sing in a choir", "i was born in oslo", "i collect stamps"],
}
TURNS = [
    (0, "hello how are you", ["i love sushi", "great i just came back from the slopes"]),
    (1, "what do you eat", ["only plants", "steak of course"]),
    (1, "any pets", ["two dogs", "no i am allergic to everything with fur"]),
    (2, "what do you do", ["i count money", "i am a nurse"]),
]


class Tokenizer:
    def __init__(self):
        self.vocab = {"<pad>": 0, "<bos>": 1, "<speaker1>": 2, "<speaker2>": 3}

    def encode(self, text):
        return [self.vocab.setdefault(w, len(self.vocab)) for w in text.split()]

    def __len__(self):
        return len(self.vocab)


class PersonaChatDataset(Dataset):
    """One item per turn: every persona sentence is combined with every candidate reply."""

    def __init__(self, tokenizer, num_candidates=2):
        self.pad_id = tokenizer.vocab["<pad>"]
        self.num_candidates = num_candidates
        bos, sp1, sp2 = (tokenizer.vocab[t] for t in ("<bos>", "<speaker1>", "<speaker2>"))
        self.items = []
        for speaker, said, candidates in TURNS:
            persona = [tokenizer.encode(s) for s in PERSONAS[speaker]]
            history = [sp1] + tokenizer.encode(said)
            item = {"input_ids": [], "token_type_ids": [], "persona": persona, "history": history}
            for sentence in persona:
                for reply in candidates[:num_candidates]:
                    reply = [sp2] + tokenizer.encode(reply)
                    item["input_ids"].append([bos] + sentence + history + reply)
                    item["token_type_ids"].append([sp1] * (1 + len(sentence) + len(history)) + [sp2] * len(reply))
            self.items.append(item)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return {k: list(v) for k, v in self.items[i].items()}

    def collate_dialog(self, batch):
        """Padding and collating"""
        max_num_persona = max(len(b["persona"]) for b in batch)
        for b in batch:
            b["persona"] += [[] for _ in range(max_num_persona - len(b["persona"]))]
        max_seq_len = max(len(c) for b in batch for c in b["input_ids"])
        max_persona_len = max(len(p) for b in batch for p in b["persona"])
        max_history_len = max(len(b["history"]) for b in batch)
        out = {}
        for name in batch[0]:
            if name in ("input_ids", "token_type_ids"):
                rows = [[c + [self.pad_id] * (max_seq_len - len(c)) for c in b[name]] for b in batch]
                padded = torch.LongTensor(rows)
                out[name] = padded.view((-1, max_num_persona, self.num_candidates) + padded.shape[2:])
            elif name == "persona":
                out[name] = torch.LongTensor(
                    [[p + [self.pad_id] * (max_persona_len - len(p)) for p in b[name]] for b in batch])
            elif name == "history":
                out[name] = torch.LongTensor(
                    [b[name] + [self.pad_id] * (max_history_len - len(b[name])) for b in batch])
        return out


class ReplyScorer(nn.Module):
    def __init__(self, n_vocab, dim=24):
        super().__init__()
        self.embed = nn.Embedding(n_vocab, dim, padding_idx=0)
        self.prior = nn.Bilinear(dim, dim, 1)
        self.score = nn.Linear(dim, 1)

    def forward(self, batch):
        persona = self.embed(batch["persona"]).mean(2)
        history = self.embed(batch["history"]).mean(1, keepdim=True).expand_as(persona)
        weight = self.prior(persona, history.contiguous()).squeeze(-1).softmax(-1)
        tokens = self.embed(batch["input_ids"]) + self.embed(batch["token_type_ids"])
        scores = self.score(tokens.mean(3)).squeeze(-1)
        return (weight.unsqueeze(-1) * scores).sum(1)


tokenizer = Tokenizer()
dataset = PersonaChatDataset(tokenizer)
loader = DataLoader(dataset, batch_size=2, collate_fn=dataset.collate_dialog)
model = ReplyScorer(len(tokenizer))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch in loader:
    logits = model(batch)
    loss = nn.functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
