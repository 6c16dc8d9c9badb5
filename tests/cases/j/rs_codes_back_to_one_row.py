import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class CodeAutoencoder(nn.Module):
    """Each word vector as M codes, each of which is one of K."""

    def __init__(self, dim=50, hidden=64, m=8, k=16):
        super().__init__()
        self.m, self.k = m, k
        self.encoder = nn.Sequential(nn.Linear(dim, hidden), nn.Tanh(), nn.Linear(hidden, m * k))
        self.decoder_proj = nn.Linear(m * k, dim, bias=False)

    def encode(self, x):
        logits = self.encoder(x).view(-1, self.k)
        return F.gumbel_softmax(logits, tau=1.0, dim=-1)

    def forward(self, x):
        codes = self.encode(x)
        return self.decoder_proj(codes), codes


torch.manual_seed(0)
vectors = torch.randn(96, 50)
model = CodeAutoencoder()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for (x,) in DataLoader(TensorDataset(vectors), batch_size=32):
        decoded, codes = model(x)
        loss = F.mse_loss(decoded, x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item(), codes.max().item())
