import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

MAX_ARTICLE, VOCAB = 40, 200


def make_articles(n):
    g = torch.Generator().manual_seed(5)
    lengths = torch.randint(28, 60, (n,), generator=g)
    lengths[-16:] = torch.randint(20, 38, (16,), generator=g)
    lengths[-1] = 37
    return [(torch.randint(3, VOCAB, (int(k),), generator=g)[:MAX_ARTICLE],
             torch.randint(3, VOCAB, (6,), generator=g)) for k in lengths]


def collate(batch):
    articles, summaries = zip(*batch)
    return pad_sequence(articles, batch_first=True), torch.stack(summaries)


class CoverageAttention(nn.Module):
    def __init__(self, hidden, seq_len):
        super().__init__()
        self.seq_len = seq_len
        self.w_enc = nn.Linear(2 * hidden, hidden, bias=False)
        self.w_dec = nn.Linear(hidden, hidden)
        self.w_cov = nn.Linear(1, hidden, bias=False)
        self.v = nn.Linear(hidden, 1, bias=False)

    def forward(self, enc_out, dec_state, coverage):
        enc_features = self.w_enc(enc_out)
        dec_features = self.w_dec(dec_state).unsqueeze(1)
        pre_attention = torch.tanh(enc_features + dec_features + self.w_cov(coverage.unsqueeze(2)))
        attention = self.v(pre_attention)
        reshaped_attention = attention.view(-1, self.seq_len)
        weights = F.softmax(reshaped_attention, dim=1)
        context = torch.bmm(weights.unsqueeze(1), enc_out).squeeze(1)
        return context, weights, coverage + weights


class Summarizer(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, hidden, padding_idx=0)
        self.encoder = nn.LSTM(hidden, hidden, batch_first=True, bidirectional=True)
        self.cell = nn.LSTMCell(3 * hidden, hidden)
        self.attention = CoverageAttention(hidden, MAX_ARTICLE)
        self.out = nn.Linear(3 * hidden, VOCAB)

    def forward(self, article, summary):
        enc_out, (h, c) = self.encoder(self.embed(article))
        h, c = h[-1], c[-1]
        coverage = article.new_zeros(article.shape, dtype=torch.float)
        context = enc_out.mean(1)
        word, steps, cov_loss = torch.ones_like(summary[:, 0]), [], 0
        for t in range(summary.size(1)):
            h, c = self.cell(torch.cat([self.embed(word), context], dim=1), (h, c))
            previous = coverage
            context, weights, coverage = self.attention(enc_out, h, coverage)
            cov_loss = cov_loss + torch.minimum(weights, previous).sum(1).mean()
            steps.append(self.out(torch.cat([h, context], dim=1)))
            word = summary[:, t]
        return torch.stack(steps, dim=2), cov_loss


torch.manual_seed(0)
model = Summarizer()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.15)
for step, (article, summary) in enumerate(DataLoader(make_articles(64), batch_size=16, collate_fn=collate)):
    logits, cov_loss = model(article, summary)
    loss = F.cross_entropy(logits, summary) + cov_loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
