import argparse
import random

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

TEMPLATES = {
    "set_alarm": ["wake me at {n}", "set an alarm for {n} in the morning please"],
    "play_music": ["play song {n}", "i want to hear track number {n} of the album"],
    "weather": ["weather in {n} hours", "will it rain in the next {n} days over here"],
}
INTENTS = sorted(TEMPLATES)
NUMBERS = "one two three four five six seven eight nine ten".split()


class IntentDataset(Dataset):
    def __init__(self, n, vocab=None, seed=0):
        rng = random.Random(seed)
        self.samples = []
        for _ in range(n):
            intent = rng.choice(INTENTS)
            text = rng.choice(TEMPLATES[intent]).format(n=rng.choice(NUMBERS))
            self.samples.append((text.split(), INTENTS.index(intent)))
        self.vocab = vocab or self.build_vocab()

    def build_vocab(self):
        words = sorted({w for text, _ in self.samples for w in text})
        return {w: i for i, w in enumerate(["<pad>", "<unk>"] + words)}

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        text, label = self.samples[i]
        return torch.tensor([self.vocab.get(w, 1) for w in text]), label


def collate_batch(batch):
    batch = sorted(batch, key=lambda sample: len(sample[0]), reverse=True)
    texts, labels = zip(*batch)
    lengths = torch.tensor([len(t) for t in texts])
    padded = pad_sequence(texts, padding_value=0)
    return padded, lengths, torch.tensor(labels)


class IntentClassifier(nn.Module):
    def __init__(self, vocab_size, n_intents, emb_dim=32, hidden=48):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.gru = nn.GRU(emb_dim, hidden, batch_first=True)
        self.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(hidden, n_intents))

    def forward(self, tokens, lengths):
        emb = self.embed(tokens)
        packed = pack_padded_sequence(emb, lengths, batch_first=True)
        _, h_n = self.gru(packed)
        return self.fc(h_n[-1])


def evaluate(model, loader):
    model.eval()
    hits = 0
    with torch.no_grad():
        for tokens, lengths, labels in loader:
            hits += (model(tokens, lengths).argmax(dim=1) == labels).sum().item()
    return hits / len(loader.dataset)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--batch_size", type=int, default=24)
    ap.add_argument("--epochs", type=int, default=2)
    opt = ap.parse_args()
    torch.manual_seed(0)

    train_set = IntentDataset(240)
    test_set = IntentDataset(48, vocab=train_set.vocab, seed=1)
    train_dl = DataLoader(train_set, opt.batch_size, shuffle=True, collate_fn=collate_batch)
    test_dl = DataLoader(test_set, opt.batch_size, collate_fn=collate_batch)

    model = IntentClassifier(len(train_set.vocab), len(INTENTS))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(opt.epochs):
        model.train()
        for tokens, lengths, labels in train_dl:
            loss = loss_fn(model(tokens, lengths), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}, accuracy {evaluate(model, test_dl):.2f}")


if __name__ == "__main__":
    main()
