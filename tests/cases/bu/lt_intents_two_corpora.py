import random
from collections import Counter

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

MAX_LEN = 24
TRAVEL = ["flight", "airfare", "airline", "ground_service", "abbreviation", "aircraft",
          "flight_time", "quantity", "distance", "city", "airport", "capacity"]
ASSISTANT = [f"{a}_{o}" for a in ("set", "query", "remove", "play", "send") for o in ("alarm", "list", "music", "mail")]
WORDS = "please what when show me the a my to from of new next turn find call all play list wake up cheapest".split()


class Corpus:
    def __init__(self, name, intents, n, seed):
        rnd = random.Random(seed)
        self.name = name
        self.rows = []
        for k in range(n):
            intent = intents[k % len(intents)]
            text = " ".join(rnd.choices(WORDS, k=rnd.randint(4, 12)) + intent.split("_"))
            self.rows.append((text, intent))
        rnd.shuffle(self.rows)
        self.label_ids = {label: i for i, label in enumerate(sorted({r[1] for r in self.rows}))}


class Vocabulary:
    def __init__(self, texts):
        counts = Counter(w for t in texts for w in t.split())
        self.ids = {w: i + 2 for i, (w, _) in enumerate(counts.most_common())}

    def __len__(self):
        return len(self.ids) + 2

    def encode(self, text):
        return torch.tensor([self.ids.get(w, 1) for w in text.split()][:MAX_LEN])


class IntentEncoder(nn.Module):
    def __init__(self, vocab_size, num_labels, dim=48):
        super().__init__()
        self.word = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.position = nn.Embedding(MAX_LEN, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 2 * dim, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.classifier = nn.Linear(dim, num_labels)

    def forward(self, ids):
        pad = ids == 0
        x = self.word(ids) + self.position(torch.arange(ids.shape[1]))
        x = self.encoder(x, src_key_padding_mask=pad)
        keep = (~pad).unsqueeze(-1)
        return self.classifier((x * keep).sum(1) / keep.sum(1))


def batches(corpus, vocab, batch_size=16):
    def collate(rows):
        ids = pad_sequence([vocab.encode(t) for t, _ in rows], batch_first=True)
        labels = torch.tensor([corpus.label_ids[i] for _, i in rows])
        return ids, labels
    return DataLoader(corpus.rows, batch_size=batch_size, collate_fn=collate)


def finetune_model(corpus, vocab, epochs=1, num_labels=12):
    model = IntentEncoder(len(vocab), num_labels)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        seen = right = 0
        for b_ids, b_labels in batches(corpus, vocab):
            model.zero_grad()
            logits = model(b_ids)
            loss = loss_fn(logits, b_labels)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            seen += len(b_labels)
            right += (logits.argmax(1) == b_labels).sum().item()
        print(f"{corpus.name:10s} epoch {epoch} accuracy {right / seen:.3f}")
    return model


if __name__ == "__main__":
    torch.manual_seed(5)
    corpora = [Corpus("travel", TRAVEL, 96, seed=1), Corpus("assistant", ASSISTANT, 120, seed=2)]
    vocab = Vocabulary(t for c in corpora for t, _ in c.rows)
    encoders = {}
    for corpus in corpora:
        encoders[corpus.name] = finetune_model(corpus, vocab)
    print({k: sum(p.numel() for p in m.parameters()) for k, m in encoders.items()})
