import torch
import torch.nn as nn
import torch.nn.functional as F

TEXT = """the meeting of the council was adjourned until the following wednesday because
the chairman had been delayed by the storm and nobody else was entitled to open the session
members who had travelled from the northern provinces complained about the arrangements""".split()


class Corpus:
    """Words as ids and as rows of character ids, padded to max_len."""

    def __init__(self, words, max_len=28):
        self.vocab = {w: i for i, w in enumerate(sorted(set(words)))}
        letters = {ch: i + 1 for i, ch in enumerate(sorted(set("".join(words))))}
        self.n_chars = len(letters) + 1
        self.ids = torch.tensor([self.vocab[w] for w in words])
        self.chars = torch.zeros(len(words), max_len, dtype=torch.long)
        for row, w in enumerate(words):
            self.chars[row, :len(w)] = torch.tensor([letters[ch] for ch in w])

    def batches(self, bptt):
        for s in range(0, len(self.ids) - bptt, bptt):
            yield self.chars[s:s + bptt], self.ids[s + 1:s + bptt + 1]


class CNNCharEmb(nn.Module):
    def __init__(self, n_chars, emb_dim=16, n_filters=50, widths=(1, 3, 5)):
        super().__init__()
        self.char_emb = nn.Embedding(n_chars, emb_dim, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(emb_dim, n_filters, w) for w in widths)
        self.out_dim = n_filters * len(widths)

    def forward(self, chars):
        emb = self.char_emb(chars).transpose(1, 2)
        list_pooled = []
        for conv in self.convs:
            conved = torch.tanh(conv(emb))
            list_pooled.append(F.max_pool1d(conved, kernel_size=conved.shape[1]).squeeze(2))
        return torch.cat(list_pooled, dim=1)


class RNNLM(nn.Module):
    def __init__(self, n_chars, n_words, hidden=64):
        super().__init__()
        self.embedder = CNNCharEmb(n_chars)
        self.rnn = nn.LSTM(self.embedder.out_dim, hidden)
        self.decoder = nn.Linear(hidden, n_words)

    def forward(self, chars, state=None):
        emb = self.embedder(chars).unsqueeze(1)
        out, state = self.rnn(emb, state)
        return self.decoder(out.squeeze(1)), state


corpus = Corpus(TEXT)
model = RNNLM(corpus.n_chars, len(corpus.vocab))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for chars, nxt in corpus.batches(bptt=10):
    logits, _ = model(chars)
    loss = F.cross_entropy(logits, nxt)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.25)
    optimizer.step()
    print(f"ppl {loss.exp().item():.1f}")
