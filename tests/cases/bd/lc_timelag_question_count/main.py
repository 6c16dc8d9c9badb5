import torch
from torch import nn

import conf
from linguistic import linguistic_features, load_question_set, song_labels


class FFN(nn.Module):
    """Predicts how early or late a note is sung."""

    def __init__(self, in_dim, hidden_dim, out_dim, num_layers=2, dropout=0.0):
        super().__init__()
        self.first_linear = nn.Linear(in_dim, hidden_dim)
        self.hidden_layers = nn.ModuleList(nn.Linear(hidden_dim, hidden_dim) for _ in range(num_layers))
        self.last_linear = nn.Linear(hidden_dim, out_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        h = torch.relu(self.first_linear(x))
        for hl in self.hidden_layers:
            h = self.dropout(torch.relu(hl(h)))
        return self.last_linear(h)


def train_loop(model, songs, nepochs, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(nepochs):
        for x, lag in songs:
            loss = nn.functional.mse_loss(model(x), lag)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


torch.manual_seed(0)
binary, numeric = load_question_set(conf.hed)
songs = []
for phonemes, notes in [
    ("k i r a k i r a h i".split(), [60, 60, 67, 67, 69, 69, 67, 67, 65, 65]),
    ("s a k u r a s a k u r a".split(), [69, 69, 71, 71, 69, 69, 71, 69, 69, 67, 65, 65]),
]:
    x = linguistic_features(song_labels(phonemes, notes), binary, numeric)
    songs.append((x, torch.randn(len(x), 1) * 5))

model = FFN(**conf.timelag)
train_loop(model, songs, **conf.train)
