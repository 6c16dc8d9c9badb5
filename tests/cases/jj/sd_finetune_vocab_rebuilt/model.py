import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence


class Embedding(nn.Module):
    def __init__(self, vocab_size, size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, size)

    def forward(self, ids):
        return self.embedding(ids)


class SockeyeModel(nn.Module):
    def __init__(self, target_vocab_size, size=32):
        super().__init__()
        self.embedding_target = Embedding(target_vocab_size, size)
        self.decoder = nn.GRU(size, size, batch_first=True)
        self.output_layer = nn.Linear(size, target_vocab_size)

    def forward(self, ids):
        return self.output_layer(self.decoder(self.embedding_target(ids))[0])


def fit(model, sentences, steps, lr=1e-3, batch=16):
    optimizer = torch.optim.Adam(model.parameters(), lr)
    for step in range(steps):
        ids = pad_sequence([torch.tensor(s) for s in sentences[step * batch:(step + 1) * batch]], batch_first=True)
        logits = model(ids[:, :-1])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()
