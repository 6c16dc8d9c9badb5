import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

SENTENCES = [
    ("is it too late now to say sorry", "VB PRP RB RB RB TO VB JJ"),
    ("the dog ate the apple", "DT NN VBD DT NN"),
    ("everybody read that book", "NN VBD DT NN"),
    ("she sells shells", "PRP VBZ NNS"),
    ("we never walk alone in the park", "PRP RB VB RB IN DT NN"),
    ("birds sing", "NNS VB"),
]

CONFIG = {
    "embedding_dim": 24,
    "nb_lstm_layers": 2,
    "nb_lstm_units": 32,
    "batch_size": 32,
    "epochs": 2,
    "lr": 0.01,
}


def build_vocab(sentences):
    words, tags = {"<PAD>": 0, "<UNK>": 1}, {"<PAD>": 0}
    for text, labels in sentences:
        for w in text.split():
            words.setdefault(w, len(words))
        for t in labels.split():
            tags.setdefault(t, len(tags))
    return words, tags


class SentenceTagger(nn.Module):
    def __init__(self, vocab, tags, config):
        super().__init__()
        self.vocab, self.tags = vocab, tags
        self.nb_lstm_layers = config["nb_lstm_layers"]
        self.nb_lstm_units = config["nb_lstm_units"]
        self.embedding_dim = config["embedding_dim"]
        self.batch_size = config["batch_size"]
        self.nb_tags = len(tags) - 1
        self._build_model()

    def _build_model(self):
        self.word_embedding = nn.Embedding(
            num_embeddings=len(self.vocab),
            embedding_dim=self.embedding_dim,
            padding_idx=self.vocab["<PAD>"],
        )
        self.lstm = nn.LSTM(
            input_size=self.embedding_dim,
            hidden_size=self.nb_lstm_units,
            batch_first=True,
        )
        self.hidden_to_tag = nn.Linear(self.nb_lstm_units, self.nb_tags)

    def init_hidden(self):
        hidden_a = torch.randn(self.nb_lstm_layers, self.batch_size, self.nb_lstm_units)
        hidden_b = torch.randn(self.nb_lstm_layers, self.batch_size, self.nb_lstm_units)
        return hidden_a, hidden_b

    def forward(self, X):
        self.hidden = self.init_hidden()
        batch_size, seq_len = X.size()
        X = self.word_embedding(X)
        X, self.hidden = self.lstm(X, self.hidden)
        X = X.reshape(-1, X.shape[2])
        X = self.hidden_to_tag(X)
        return F.log_softmax(X, dim=1).view(batch_size, seq_len, self.nb_tags)

    def loss(self, Y_hat, Y):
        Y = Y.view(-1)
        Y_hat = Y_hat.view(-1, self.nb_tags)
        mask = (Y > 0).float()
        picked = Y_hat[range(Y_hat.shape[0]), (Y - 1).clamp(min=0)] * mask
        return -picked.sum() / mask.sum()


def make_batch(vocab, tags, batch_size):
    picked = [SENTENCES[i % len(SENTENCES)] for i in range(batch_size)]
    xs = [torch.tensor([vocab.get(w, 1) for w in s.split()]) for s, _ in picked]
    ys = [torch.tensor([tags[t] for t in t_.split()]) for _, t_ in picked]
    return pad_sequence(xs, batch_first=True), pad_sequence(ys, batch_first=True)


if __name__ == "__main__":
    torch.manual_seed(1)
    vocab, tags = build_vocab(SENTENCES)
    model = SentenceTagger(vocab, tags, CONFIG)
    optimizer = torch.optim.Adam(model.parameters(), lr=CONFIG["lr"])
    for epoch in range(CONFIG["epochs"]):
        X, Y = make_batch(vocab, tags, CONFIG["batch_size"])
        optimizer.zero_grad()
        loss = model.loss(model(X), Y)
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")
