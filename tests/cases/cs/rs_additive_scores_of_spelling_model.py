import torch
from torch import nn
from torch.nn import functional as F

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PHONES = ["<s>", "</s>", "AA", "AE", "B", "D", "EH", "K", "L", "M", "N", "OW", "R", "S", "T"]


class AdditiveAttention(nn.Module):
    """query: (batch, q_len, dim), key and value: (batch, v_len, dim)"""

    def __init__(self, hidden_dim):
        super().__init__()
        self.query_proj = nn.Linear(hidden_dim, hidden_dim, bias=False)
        self.key_proj = nn.Linear(hidden_dim, hidden_dim, bias=False)
        self.bias = nn.Parameter(torch.rand(hidden_dim).uniform_(-0.1, 0.1))
        self.score_proj = nn.Linear(hidden_dim, 1)

    def forward(self, query, key, value):
        mixed = self.key_proj(key) + self.query_proj(query) + self.bias
        score = self.score_proj(torch.tanh(mixed)).squeeze(-1)
        attn = F.softmax(score, dim=-1)
        context = torch.bmm(attn, value)
        return context, attn


class Grapheme2Phoneme(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.letters = nn.Embedding(len(LETTERS) + 1, dim, padding_idx=0)
        self.phones = nn.Embedding(len(PHONES), dim)
        self.encoder = nn.GRU(dim, dim // 2, bidirectional=True, batch_first=True)
        self.decoder = nn.GRU(dim, dim, batch_first=True)
        self.attention = AdditiveAttention(dim)
        self.out = nn.Linear(2 * dim, len(PHONES))

    def forward(self, spelling, phones):
        memory, h = self.encoder(self.letters(spelling))
        start = torch.cat([h[0], h[1]], dim=-1).unsqueeze(0)
        states, _ = self.decoder(self.phones(phones), start)
        context, _ = self.attention(states, memory, memory)
        return self.out(torch.cat([states, context], dim=-1))


def random_words(n, n_letters=12, n_phones=8):
    spelling = torch.randint(1, len(LETTERS) + 1, (n, n_letters))
    body = torch.randint(2, len(PHONES), (n, n_phones - 2))
    ends = torch.tensor([[0, 1]]).expand(n, 2)
    return spelling, torch.cat([ends[:, :1], body, ends[:, 1:]], dim=1)


torch.manual_seed(2)
model = Grapheme2Phoneme()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for step in range(5):
    spelling, phones = random_words(16)
    logits = model(spelling, phones[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), phones[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.3f}")
