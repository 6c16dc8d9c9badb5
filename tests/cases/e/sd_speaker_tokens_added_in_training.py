import io
import re

import torch
from torch import nn

torch.manual_seed(6)
DIALOGUE = [
    "<a> did you see the game <b> no i had to work <a> it was close",
    "<b> are you free tonight <a> yes i am <b> let us see the new film",
]


class WordTokenizer:
    def __init__(self, texts):
        words = sorted({w for text in texts for w in re.findall(r"[a-z]+", re.sub(r"<.>", "", text))})
        self.index = {w: i for i, w in enumerate(["<pad>", "<unk>", *words])}

    def __len__(self):
        return len(self.index)

    def add_special_tokens(self, tokens):
        for token in tokens:
            self.index.setdefault(token, len(self.index))

    def encode(self, text):
        return torch.tensor([self.index.get(w, 1) for w in text.split()])


class Generator(nn.Module):
    def __init__(self, vocab_size, width=24):
        super().__init__()
        self.shared = nn.Embedding(vocab_size, width)
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.lm_head = nn.Linear(width, vocab_size)

    def forward(self, ids):
        return self.lm_head(self.rnn(self.shared(ids))[0])


def train(checkpoint):
    tokenizer = WordTokenizer(DIALOGUE)
    tokenizer.add_special_tokens(["<a>", "<b>"])
    model = Generator(len(tokenizer))
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for text in DIALOGUE:
        ids = tokenizer.encode(text)[None]
        loss = nn.functional.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[0, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), checkpoint)


def generate(checkpoint, start):
    tokenizer = WordTokenizer(DIALOGUE)
    model = Generator(len(tokenizer))
    model.load_state_dict(torch.load(checkpoint))
    words = {i: w for w, i in tokenizer.index.items()}
    ids = tokenizer.encode(start)[None]
    with torch.no_grad():
        for _ in range(4):
            ids = torch.cat([ids, model(ids)[:, -1].argmax(1, keepdim=True)], 1)
    return " ".join(words[i] for i in ids[0].tolist())


saved = io.BytesIO()
train(saved)
saved.seek(0)
print(generate(saved, "are you free"))
