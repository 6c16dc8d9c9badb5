import torch
from torch import nn


class NextToken(nn.Module):
    def __init__(self, n_tokens, width=24):
        super().__init__()
        self.table = nn.Embedding(n_tokens, width)
        self.gru = nn.GRU(width, 48, num_layers=2, batch_first=True)
        self.to_tokens = nn.Linear(48, n_tokens)

    def forward(self, tokens, state=None):
        out, state = self.gru(self.table(tokens), state)
        return self.to_tokens(out), state


def melodies(count, length, n_tokens):
    """Sequences that climb by a fixed step, so that the next token can be learnt."""
    start = torch.randint(0, n_tokens, (count, 1))
    step = torch.randint(1, 4, (count, 1))
    return (start + step * torch.arange(length + 1)) % n_tokens


def run(batch_size=6, length=12, n_tokens=30, epochs=2):
    torch.manual_seed(8)
    corpus = melodies(18, length, n_tokens)
    model = NextToken(n_tokens)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        for chunk in corpus.split(batch_size):
            inputs, targets = chunk[:, :-1], chunk[:, 1:]
            scores, _ = model(inputs)
            loss = criterion(scores, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")


run()
