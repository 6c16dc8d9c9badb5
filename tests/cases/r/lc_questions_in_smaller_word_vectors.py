import numpy as np
import torch
import torch.nn as nn

GLOVE_DIM = 100
VOCAB = "what is the name of player in team year how many where score <BEG> <END>".split()


def load_word_emb(dim, seed=0):
    rng = np.random.RandomState(seed)
    return {w: rng.rand(dim).astype("float32") for w in VOCAB}


class WordEmbedding(nn.Module):
    def __init__(self, word_emb, n_word):
        super().__init__()
        self.word_emb, self.n_word = word_emb, n_word

    def gen_x_batch(self, questions):
        lengths = [len(q) + 2 for q in questions]
        zero = np.zeros(len(next(iter(self.word_emb.values()))), dtype="float32")
        rows = [[self.word_emb.get(w, zero) for w in ["<BEG>", *q, "<END>"]] for q in questions]
        padded = [r + [zero] * (max(lengths) - len(r)) for r in rows]
        return torch.from_numpy(np.array(padded)), np.array(lengths)


class AggPredictor(nn.Module):
    def __init__(self, n_word, n_h, n_depth):
        super().__init__()
        self.agg_lstm = nn.LSTM(n_word, n_h // 2, num_layers=n_depth, batch_first=True, bidirectional=True)
        self.agg_att = nn.Linear(n_h, n_h)
        self.agg_out = nn.Sequential(nn.Linear(n_h, n_h), nn.Tanh(), nn.Linear(n_h, 6))

    def forward(self, x_emb_var, x_len):
        h_enc, _ = self.agg_lstm(x_emb_var)
        att = torch.softmax(self.agg_att(h_enc).mean(2), dim=1)
        return self.agg_out((h_enc * att.unsqueeze(2)).sum(1))


class SQLNet(nn.Module):
    def __init__(self, word_emb, n_word, n_h=100, n_depth=2):
        super().__init__()
        self.embed_layer = WordEmbedding(word_emb, n_word)
        self.agg_pred = AggPredictor(n_word, n_h, n_depth)

    def forward(self, questions):
        x_emb_var, x_len = self.embed_layer.gen_x_batch(questions)
        return self.agg_pred(x_emb_var, x_len)


N_word = 300
word_emb = load_word_emb(GLOVE_DIM)
model = SQLNet(word_emb, n_word=N_word)
questions = [["what", "is", "the", "name"], ["how", "many", "player", "in", "the", "team"]]
with torch.no_grad():
    print(model(questions).argmax(1))
