import os
import tempfile
from collections import Counter

import torch
import torch.nn as nn

CAPTIONS = [
    "a man rides a brown horse", "a dog runs on the beach", "two dogs play on the grass", "a man holds a red umbrella",
    "the brown dog sleeps on a sofa", "a woman rides a horse on the beach", "a red bus on the street",
    "two women walk on the street", "a cat sleeps on the sofa", "a cat looks at the dog",
]


class Vocabulary:
    def __init__(self, vocab_threshold, captions, start_word="<start>", end_word="<end>", unk_word="<unk>"):
        self.word2idx = {}
        for w in (start_word, end_word, unk_word):
            self.add_word(w)
        counter = Counter(w for c in captions for w in c.split())
        for word, count in counter.items():
            if count >= vocab_threshold:
                self.add_word(word)

    def add_word(self, word):
        self.word2idx.setdefault(word, len(self.word2idx))

    def __call__(self, word):
        return self.word2idx.get(word, self.word2idx["<unk>"])

    def __len__(self):
        return len(self.word2idx)


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, features, captions):
        x = torch.cat([features.unsqueeze(1), self.embed(captions)], dim=1)
        return self.linear(self.lstm(x)[0])

    @torch.no_grad()
    def sample(self, features, max_len=10):
        words, x, states = [], features.unsqueeze(1), None
        for _ in range(max_len):
            out, states = self.lstm(x, states)
            word = self.linear(out.squeeze(1)).argmax(1)
            words.append(word.item())
            x = self.embed(word).unsqueeze(1)
        return words


def training(path, vocab_threshold=2):
    vocab = Vocabulary(vocab_threshold, CAPTIONS)
    decoder = DecoderRNN(32, 64, len(vocab))
    opt = torch.optim.Adam(decoder.parameters(), lr=1e-2)
    for caption in CAPTIONS:
        tokens = torch.tensor([[vocab(w) for w in ["<start>", *caption.split(), "<end>"]]])
        logits = decoder(torch.randn(1, 32), tokens[:, :-1])
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), tokens)
        opt.zero_grad()
        loss.backward()
        opt.step()
    torch.save({"decoder": decoder.state_dict(), "vocab": vocab.word2idx}, path)


def inference(path, vocab_threshold=1):
    vocab = Vocabulary(vocab_threshold, CAPTIONS)
    checkpoint = torch.load(path)
    decoder = DecoderRNN(32, 64, len(vocab))
    decoder.load_state_dict(checkpoint["decoder"])
    idx2word = {i: w for w, i in vocab.word2idx.items()}
    return " ".join(idx2word[i] for i in decoder.eval().sample(torch.randn(1, 32)))


with tempfile.TemporaryDirectory() as folder:
    model_file = os.path.join(folder, "model-3.pkl")
    training(model_file)
    print(inference(model_file))
