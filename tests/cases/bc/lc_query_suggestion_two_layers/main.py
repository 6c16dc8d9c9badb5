import torch

from hyparam import model_specific
from recommender import Seq2seq

VOCAB = 120


def sessions(n=16):
    g = torch.Generator().manual_seed(8)
    queries = torch.randint(1, VOCAB, (n, 7), generator=g)
    suggestions = torch.randint(1, VOCAB, (n, 5), generator=g)
    suggestions[::3, 4:] = 0
    return queries.split(8), suggestions.split(8)


model = Seq2seq(VOCAB, **model_specific["seq2seq"])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for source, target in zip(*sessions()):
    loss = model(source, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("ml loss", loss.item())
