import math
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

cfg = dict(
    d_model=32, nhead=4, num_layers=2, ff=64, dropout=0.1,
    max_len=28, batch_size=16, epochs=2, lr=1e-3,
)
TOPICS = {
    "billing": "invoice charge refund card payment amount twice".split(),
    "login": "password reset account locked email code sign".split(),
    "shipping": "parcel late courier address tracking lost box".split(),
}
FILLER = "hello please i my the can you help me with a to is it was".split()
VOCAB = {w: i + 1 for i, w in enumerate(sorted({*FILLER, *sum(TOPICS.values(), [])}))}


class Tickets(Dataset):
    def __init__(self, n, seed):
        rnd = random.Random(seed)
        self.rows = []
        for _ in range(n):
            label = rnd.randrange(len(TOPICS))
            topic = list(TOPICS.values())[label]
            words = [rnd.choice(topic if rnd.random() < 0.4 else FILLER) for _ in range(rnd.randint(6, 26))]
            self.rows.append(([VOCAB[w] for w in words], label))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        ids, label = self.rows[i]
        ids = (ids + [0] * cfg["max_len"])[: cfg["max_len"]]
        return {"input_ids": torch.tensor(ids), "label": label}


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2] = torch.sin(pos * div)
        pe[0, :, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[:, : x.size(1)]


class TicketClassifier(nn.Module):
    def __init__(self, vocab_size, n_classes, c):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, c["d_model"], padding_idx=0)
        self.pos = PositionalEncoding(c["d_model"], c["max_len"])
        layer = nn.TransformerEncoderLayer(c["d_model"], c["nhead"], c["ff"], c["dropout"], batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, c["num_layers"])
        self.head = nn.Linear(c["d_model"], n_classes)

    def forward(self, input_ids):
        padding = input_ids == 0
        x = self.pos(self.embed(input_ids) * math.sqrt(self.embed.embedding_dim))
        x = self.encoder(x, padding)
        keep = (~padding).unsqueeze(-1).float()
        pooled = (x * keep).sum(1) / keep.sum(1)
        return self.head(pooled)


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(Tickets(192, 1), batch_size=cfg["batch_size"], shuffle=True)
    eval_dl = DataLoader(Tickets(48, 2), batch_size=cfg["batch_size"])
    model = TicketClassifier(len(VOCAB) + 1, len(TOPICS), cfg)
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        model.train()
        for batch in train_dl:
            logits = model(batch["input_ids"])
            loss = nn.functional.cross_entropy(logits, batch["label"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            good = sum((model(b["input_ids"]).argmax(1) == b["label"]).sum().item() for b in eval_dl)
        print("epoch", epoch, "loss", round(loss.item(), 3), "accuracy", good / len(eval_dl.dataset))


if __name__ == "__main__":
    main()
