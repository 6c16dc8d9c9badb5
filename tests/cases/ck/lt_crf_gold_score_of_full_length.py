import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.data import DataLoader, TensorDataset

MAX_SEQ_LENGTH, VOCAB = 64, 500
TAGS = ["O", "B-DRUG", "I-DRUG", "B-DOSE", "I-DOSE", "X"]


def clinical_notes(n=12):
    g = torch.Generator().manual_seed(3)
    ids = torch.zeros(n, MAX_SEQ_LENGTH, dtype=torch.long)
    labels, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for i in range(n):
        length = int(torch.randint(15, 48, (1,), generator=g))
        ids[i, :length] = torch.randint(1, VOCAB, (length,), generator=g)
        labels[i, :length] = torch.randint(0, len(TAGS), (length,), generator=g)
        mask[i, :length] = 1
    return TensorDataset(ids, mask, labels)


class BiLSTM(nn.Module):
    def __init__(self, emb=32, hidden=24):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, emb, padding_idx=0)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(2 * hidden, len(TAGS))

    def forward(self, ids, mask):
        lens = mask.sum(-1)
        packed = pack_padded_sequence(self.embed(ids), lens, batch_first=True, enforce_sorted=False)
        out, _ = self.lstm(packed)
        out, _ = pad_packed_sequence(out, batch_first=True)
        return self.linear(out)


class CRF(nn.Module):
    def __init__(self, n_tags):
        super().__init__()
        self.transitions = nn.Parameter(torch.randn(n_tags, n_tags) * 0.1)

    def gold_score(self, logits, labels, mask):
        unary = torch.gather(logits, 2, labels.unsqueeze(-1)).squeeze(-1)
        steps = self.transitions[labels[:, :-1], labels[:, 1:]]
        return (unary * mask).sum(1) + (steps * mask[:, 1:]).sum(1)

    def norm_score(self, logits, mask):
        alpha = logits[:, 0]
        for t in range(1, logits.shape[1]):
            new = torch.logsumexp(alpha.unsqueeze(2) + self.transitions, dim=1) + logits[:, t]
            alpha = torch.where(mask[:, t:t + 1].bool(), new, alpha)
        return torch.logsumexp(alpha, dim=1)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.crf = BiLSTM(), CRF(len(TAGS))

    def score(self, batch):
        ids, mask, labels = batch
        logits = self.encoder(ids, mask)
        return (self.crf.norm_score(logits, mask) - self.crf.gold_score(logits, labels, mask)).mean()


torch.manual_seed(0)
model = Tagger()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for step, batch in enumerate(DataLoader(clinical_notes(), batch_size=4)):
    loss = model.score(batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.3f}")
