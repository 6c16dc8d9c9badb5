import torch
from torch import nn

batch_size, bptt = 16, 25


def ecg_like(length):
    t = torch.arange(length).float()
    waves = [torch.sin(t / p) + 0.3 * torch.sin(t / 2.5) for p in (7, 10)]
    return torch.stack(waves, dim=1) + 0.05 * torch.randn(length, 2)


def batchify(data, bsz):
    n = len(data) // bsz
    rows = data[:n * bsz].view(bsz, n, -1)
    return rows.transpose(0, 1)


def get_batch(source, i):
    seq_len = min(bptt, len(source) - 1 - i)
    return source[i:i + seq_len], source[i + 1:i + 1 + seq_len]


class RNNPredictor(nn.Module):
    def __init__(self, features, nhid=32):
        super().__init__()
        self.encoder = nn.Linear(features, nhid)
        self.rnn = nn.LSTM(nhid, nhid, num_layers=2, dropout=0.2)
        self.decoder = nn.Linear(nhid, features)

    def forward(self, x, hidden=None):
        out, hidden = self.rnn(self.encoder(x), hidden)
        return self.decoder(out), hidden


def train(model, source, optimizer, criterion):
    model.train()
    hidden = None
    for i in range(0, len(source) - 1, bptt):
        input_seq, target_seq = get_batch(source, i)
        hidden = hidden and tuple(h.detach() for h in hidden)
        step, free_hidden, outs = input_seq[:1], hidden, []
        for _ in range(len(input_seq)):
            step, free_hidden = model(step, free_hidden)
            outs.append(step)
        out_seq1 = torch.cat(outs, dim=0)
        loss1 = criterion(out_seq1.view(batch_size, -1), target_seq.view(batch_size, -1))
        out_seq2, hidden = model(input_seq, hidden)
        loss2 = criterion(out_seq2, target_seq)
        optimizer.zero_grad()
        (loss1 + loss2).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 10)
        optimizer.step()
    return loss1.item(), loss2.item()


torch.manual_seed(1111)
series = batchify(ecg_like(1700), batch_size)
model = RNNPredictor(series.shape[-1])
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4, weight_decay=1e-4)
for epoch in range(2):
    print(epoch, train(model, series, optimizer, nn.MSELoss()))
