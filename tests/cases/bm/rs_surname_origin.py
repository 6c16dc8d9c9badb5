import string

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SURNAMES = {
    "Czech": ["Novak", "Svoboda", "Dvorak", "Cerny", "Prochazka", "Kucera"],
    "Italian": ["Rossi", "Bianchi", "Esposito", "Ricci", "Marino", "Conti"],
    "Irish": ["Murphy", "Kelly", "Sullivan", "Byrne", "Doyle", "Gallagher"],
    "Japanese": ["Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe", "Ito"],
    "Polish": ["Nowak", "Kowalski", "Wisniewski", "Wojcik", "Kaminski", "Zielinski"],
}
MAX_LEN = 12
ALPHABET = {c: i + 1 for i, c in enumerate(string.ascii_lowercase)}


def vectorize(name):
    ids = [ALPHABET[c] for c in name.lower() if c in ALPHABET][:MAX_LEN]
    return [0] * (MAX_LEN - len(ids)) + ids


class SurnameDataset(Dataset):
    def __init__(self, table):
        self.origins = sorted(table)
        self.rows = [(vectorize(n), self.origins.index(o)) for o in table for n in table[o]]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        x, y = self.rows[i]
        return torch.tensor(x), y


class SurnameRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, batch_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.n_layers = n_layers
        self.encoder = nn.Embedding(input_size, hidden_size, padding_idx=0)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True)
        self.decoder = nn.Linear(hidden_size, output_size)

    def init_hidden(self):
        return torch.zeros(self.n_layers, self.batch_size, self.hidden_size)

    def forward(self, inputs):
        # the last batch of an epoch may be shorter
        if inputs.size(0) != self.batch_size:
            self.batch_size = inputs.size(0)
        encoded = self.encoder(inputs)
        output, hidden = self.rnn(encoded, self.init_hidden())
        return self.decoder(output[:, :, -1])


def train_epoch(model, loader, criterion, optimizer):
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


torch.manual_seed(8)
dataset = SurnameDataset(SURNAMES)
loader = DataLoader(dataset, batch_size=8, shuffle=True)
net = SurnameRNN(len(ALPHABET) + 1, 64, len(dataset.origins), batch_size=8)
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(3):
    print(f"epoch {epoch} | loss {train_epoch(net, loader, nn.CrossEntropyLoss(), opt):.3f}")
scores = net(torch.tensor([vectorize("Yamamoto")]))
print(dataset.origins[scores.argmax(dim=-1).item()])
