"""Sentence autoencoder: a GRU reads the sentence, a second GRU writes it again."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CONFIG = {
    "vocab_size": 200,
    "embedding_dim": 48,
    "hidden_dim": 64,
    "nb_layers": 1,
    "bidirectional": True,
    "max_len": 12,
    "batch_size": 16,
    "teacher_forcing": True,
}
PAD, BOS = 0, 1


class Sentences(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(3)
        self.rows = torch.randint(2, CONFIG["vocab_size"], (n, CONFIG["max_len"]), generator=g)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


class Encoder(nn.Module):
    def __init__(self, embedding, hidden_dim, nb_layers, bidirectional):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_dim, nb_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, tokens):
        outputs, hidden = self.rnn(self.embedding(tokens))
        return outputs, hidden


class Decoder(nn.Module):
    def __init__(self, embedding, hidden_dim, nb_layers):
        super().__init__()
        self.embedding = embedding
        self.rnn = nn.GRU(embedding.embedding_dim, hidden_dim, nb_layers, batch_first=True)
        self.to_vocab = nn.Linear(hidden_dim, embedding.num_embeddings)

    def forward(self, tokens, hidden):
        outputs, hidden = self.rnn(self.embedding(tokens), hidden)
        return self.to_vocab(outputs), hidden


class SentenceAutoencoder(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        embedding = nn.Embedding(cfg["vocab_size"], cfg["embedding_dim"], padding_idx=PAD)
        self.encoder = Encoder(embedding, cfg["hidden_dim"], cfg["nb_layers"], cfg["bidirectional"])
        self.decoder = Decoder(embedding, cfg["hidden_dim"], cfg["nb_layers"])
        self.dropout = nn.Dropout(0.1)

    def forward(self, tokens):
        _, hidden = self.encoder(tokens)
        hidden = self.dropout(hidden)
        shifted = torch.cat([torch.full_like(tokens[:, :1], BOS), tokens[:, :-1]], dim=1)
        logits, _ = self.decoder(shifted, hidden)
        return logits


def main():
    torch.manual_seed(0)
    loader = DataLoader(Sentences(64), batch_size=CONFIG["batch_size"], shuffle=True)
    model = SentenceAutoencoder(CONFIG)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for step, tokens in enumerate(loader):
        logits = model(tokens)
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), tokens, ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, round(loss.item(), 4))


if __name__ == "__main__":
    main()
