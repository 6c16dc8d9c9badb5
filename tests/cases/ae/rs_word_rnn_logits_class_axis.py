import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TEXT = (
    "happy families are all alike every unhappy family is unhappy in its own way "
    "everything was in confusion in the house the wife had discovered that the husband "
    "was carrying on an intrigue with a french girl who had been a governess in their family "
) * 3


class Windows(Dataset):
    """Pieces of the text and the same pieces one word later."""

    def __init__(self, ids, seq_len):
        self.ids, self.seq_len = ids, seq_len

    def __len__(self):
        return (len(self.ids) - 1) // self.seq_len

    def __getitem__(self, i):
        k = i * self.seq_len
        return self.ids[k:k + self.seq_len], self.ids[k + 1:k + 1 + self.seq_len]


class WordLSTM(nn.Module):
    def __init__(self, n_tokens, embed=32, hidden=48, layers=2):
        super().__init__()
        self.layers, self.hidden = layers, hidden
        self.emb = nn.Embedding(n_tokens, embed)
        self.lstm = nn.LSTM(embed, hidden, layers, dropout=0.2, batch_first=True)
        self.fc = nn.Linear(hidden, n_tokens)

    def forward(self, x, hc):
        out, hc = self.lstm(self.emb(x), hc)
        return self.fc(out), hc

    def init_hidden(self, n):
        return tuple(torch.zeros(self.layers, n, self.hidden) for _ in range(2))


words = TEXT.split()
vocab = sorted(set(words))
index = {w: k for k, w in enumerate(vocab)}
ids = torch.tensor([index[w] for w in words])
loader = DataLoader(Windows(ids, seq_len=10), batch_size=4, shuffle=True, drop_last=True)

torch.manual_seed(0)
model = WordLSTM(len(vocab))
loss_func = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(2):
    total = 0.0
    sh, sc = model.init_hidden(4)
    for inputs, targets in loader:
        output, (sh, sc) = model(inputs, (sh, sc))
        loss = loss_func(output, targets)
        sh, sc = sh.detach(), sc.detach()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / len(loader):.3f}")


def continue_text(prompt, n=6):
    model.eval()
    hc = model.init_hidden(1)
    tokens = prompt.split()
    for _ in range(n):
        x = torch.tensor([[index[w] for w in tokens]])
        logits, hc = model(x, hc)
        tokens.append(vocab[int(logits[0, -1].argmax())])
    return " ".join(tokens)


print(continue_text("happy families"))
