import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence


class TrxEncoder(nn.Module):
    """Embeds the merchant code of a card transaction and appends the amount."""

    def __init__(self, n_codes, dim):
        super().__init__()
        self.codes = nn.Embedding(n_codes, dim, padding_idx=0)
        self.output_size = dim + 1

    def forward(self, codes, amounts):
        return torch.cat([self.codes(codes), amounts.unsqueeze(-1)], dim=-1)


class RnnEncoder(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1, trainable_starter=True):
        super().__init__()
        self.rnn = nn.GRU(input_size, hidden_size, num_layers=num_layers, batch_first=True)
        self.starter_h = nn.Parameter(torch.randn(1, 1, hidden_size), requires_grad=trainable_starter)

    def forward(self, x):
        h_0 = self.starter_h.expand(-1, x.shape[0], -1).contiguous()
        out, _ = self.rnn(x, h_0)
        return out


class RnnSeqEncoder(nn.Module):
    def __init__(self, trx_encoder, hidden_size, **rnn_params):
        super().__init__()
        self.trx_encoder = trx_encoder
        self.seq_encoder = RnnEncoder(trx_encoder.output_size, hidden_size, **rnn_params)

    def forward(self, codes, amounts, lengths):
        out = self.seq_encoder(self.trx_encoder(codes, amounts))
        return out[torch.arange(len(lengths)), lengths - 1]


def client_batch(n=16):
    g = torch.Generator().manual_seed(11)
    lengths = torch.randint(10, 60, (n,), generator=g)
    codes = [torch.randint(1, 200, (k,), generator=g) for k in lengths.tolist()]
    amounts = [torch.randn(k, generator=g) for k in lengths.tolist()]
    churned = torch.randint(0, 2, (n,), generator=g)
    return pad_sequence(codes, batch_first=True), pad_sequence(amounts, batch_first=True), lengths, churned


encoder = RnnSeqEncoder(TrxEncoder(200, 24), hidden_size=64, num_layers=3)
head = nn.Linear(64, 2)
opt = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-3)
codes, amounts, lengths, churned = client_batch()
for step in range(3):
    logits = head(encoder(codes, amounts, lengths))
    loss = nn.functional.cross_entropy(logits, churned)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, loss.item())
