import random
from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader

seq_len = 20
batch_size = 8
epochs = 2


def novel(n_words=900):
    """An endless little story made of random phrases."""
    rng = random.Random(13)
    subjects = ["the prince", "the old countess", "a soldier", "her brother", "the general", "no one"]
    verbs = ["saw", "loved", "left", "answered", "remembered", "doubted", "followed"]
    objects = ["the house", "his horse", "moscow", "the letter", "that evening", "the war", "a long silence"]
    words = []
    while len(words) < n_words:
        phrase = f"{rng.choice(subjects)} {rng.choice(verbs)} {rng.choice(objects)} ."
        words += phrase.split()
    return words[:n_words]


text = novel()
word_counts = Counter(text)
word_to_int = {w: i for i, (w, _) in enumerate(word_counts.most_common())}
int_to_word = {i: w for w, i in word_to_int.items()}
vocab_size = len(word_to_int)
wordidx = [word_to_int[w] for w in text]

xys = []
for n in range(0, len(wordidx) - seq_len - 1, 5):
    x = wordidx[n:n + seq_len]
    y = wordidx[n + 1:n + seq_len + 1]
    xys.append((torch.tensor(x), torch.tensor(y)))
loader = DataLoader(xys, batch_size=batch_size, shuffle=True, drop_last=True)


class WordLSTM(nn.Module):
    def __init__(self, input_size=48, n_embed=48, n_layers=2, drop_prob=0.2):
        super().__init__()
        self.input_size = input_size
        self.n_embed = n_embed
        self.n_layers = n_layers
        self.embedding = nn.Embedding(vocab_size, n_embed)
        self.lstm = nn.LSTM(input_size=input_size, hidden_size=n_embed, num_layers=n_layers,
                            dropout=drop_prob, batch_first=True)
        self.fc = nn.Linear(n_embed, vocab_size)

    def forward(self, x, hc):
        embed = self.embedding(x)
        x, hc = self.lstm(embed, hc)
        x = self.fc(x)
        return x, hc

    def init_hidden(self, n_seqs):
        weight = next(self.parameters())
        return (weight.new_zeros(self.n_layers, n_seqs, self.n_embed),
                weight.new_zeros(self.n_layers, n_seqs, self.n_embed))


@torch.no_grad()
def sample(model, prompt, length=12):
    model.eval()
    words = prompt.split()
    hc = model.init_hidden(1)
    ids = torch.tensor([[word_to_int[w] for w in words]])
    for _ in range(length):
        logits, hc = model(ids, hc)
        p = logits[0, -1].softmax(dim=0)
        ids = torch.multinomial(p, 1)[None]
        words.append(int_to_word[ids.item()])
    return " ".join(words)


torch.manual_seed(42)
model = WordLSTM()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
loss_func = nn.CrossEntropyLoss()

for epoch in range(epochs):
    tloss = 0
    model.train()
    sh, sc = model.init_hidden(batch_size)
    for i, (inputs, targets) in enumerate(loader):
        optimizer.zero_grad()
        output, (sh, sc) = model(inputs, (sh, sc))
        loss = loss_func(output, targets)
        sh, sc = sh.detach(), sc.detach()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        tloss += loss.item()
    print(f"at epoch {epoch} average loss is {tloss / (i + 1):.4f}")
print(sample(model, "the prince"))
