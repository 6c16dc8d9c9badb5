import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

TEXT = (
    "happy families are all alike every unhappy family is unhappy in its own way everything was in confusion "
    "in the house the wife had discovered that the husband was carrying on an intrigue and she had announced "
    "to her husband that she could not go on living in the same house with him this position of affairs had "
    "now lasted three days and not only the husband and wife themselves but all the members of their family "
    "and household were painfully conscious of it"
)
SEQ_LEN = 10


def prepare(text, seq_len):
    words = text.split()
    vocab = {w: i for i, w in enumerate(dict.fromkeys(words))}
    ids = [vocab[w] for w in words]
    xs, ys = [], []
    for n in range(len(ids) - seq_len):
        xs.append(ids[n:n + seq_len])
        ys.append(ids[n + 1:n + seq_len + 1])
    return vocab, TensorDataset(torch.tensor(xs), torch.tensor(ys))


class WordLSTM(nn.Module):
    def __init__(self, n_tokens, n_embed=32, n_hidden=48, n_layers=2, drop_prob=0.2):
        super().__init__()
        self.n_layers, self.n_hidden = n_layers, n_hidden
        self.emb = nn.Embedding(n_tokens, n_embed)
        self.lstm = nn.LSTM(n_embed, n_hidden, n_layers, dropout=drop_prob, batch_first=True)
        self.fc = nn.Linear(n_hidden, n_tokens)

    def forward(self, x, hc):
        out, hc = self.lstm(self.emb(x), hc)
        return self.fc(out), hc

    def init_hidden(self, n_seqs):
        shape = (self.n_layers, n_seqs, self.n_hidden)
        return torch.zeros(shape), torch.zeros(shape)


def generate(model, vocab, prompt, length):
    model.eval()
    itos = list(vocab)
    words = prompt.split()
    hc = model.init_hidden(1)
    with torch.no_grad():
        for _ in range(length):
            x = torch.tensor([[vocab[w] for w in words[-SEQ_LEN:]]])
            logits, hc = model(x, hc)
            words.append(itos[logits[0, -1].argmax().item()])
    return " ".join(words)


torch.manual_seed(16)
vocab, dataset = prepare(TEXT, SEQ_LEN)
loader = DataLoader(dataset, batch_size=16, shuffle=True, drop_last=True)
model = WordLSTM(len(vocab))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
loss_func = nn.CrossEntropyLoss()

for epoch in range(3):
    tloss = 0.0
    sh, sc = model.init_hidden(16)
    for inputs, targets in loader:
        optimizer.zero_grad()
        output, (sh, sc) = model(inputs, (sh, sc))
        loss = loss_func(output, targets)
        sh, sc = sh.detach(), sc.detach()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        tloss += loss.item()
    print(f"epoch {epoch} loss {tloss / len(loader):.3f}")
print(generate(model, vocab, "every unhappy", 8))
