import torch
import torch.nn.functional as F
from torch import nn


class BatchMultiHeadGraphAttention(nn.Module):
    """x: (batch, pedestrians, f_in) -> (batch, heads, pedestrians, f_out)"""

    def __init__(self, n_head, f_in, f_out):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n_head, f_in, f_out) * 0.1)
        self.a_src = nn.Parameter(torch.randn(n_head, f_out, 1) * 0.1)
        self.a_dst = nn.Parameter(torch.randn(n_head, f_out, 1) * 0.1)

    def forward(self, x):
        h = torch.matmul(x.unsqueeze(1), self.w)
        score = h @ self.a_src + (h @ self.a_dst).transpose(2, 3)
        attn = torch.softmax(F.leaky_relu(score, 0.2), dim=-1)
        return attn @ h, attn


class GAT(nn.Module):
    def __init__(self, n_units, n_heads, dropout=0.1):
        super().__init__()
        self.dropout, self.n_layer = dropout, len(n_units) - 1
        self.layer_stack = nn.ModuleList()
        for i in range(self.n_layer):
            f_in = n_units[i] * n_heads[i - 1] if i else n_units[i]
            self.layer_stack.append(BatchMultiHeadGraphAttention(n_heads[i], f_in, n_units[i + 1]))

    def forward(self, x):
        bs, n = x.shape[:2]
        for i, gat_layer in enumerate(self.layer_stack):
            x, attn = gat_layer(x)
            if i + 1 == self.n_layer:
                x = x.squeeze(dim=1)
            else:
                x = F.elu(x.transpose(1, 2).contiguous().view(bs, n, -1))
                x = F.dropout(x, self.dropout, training=self.training)
        return x


class TrajectoryGenerator(nn.Module):
    def __init__(self, obs_len=8, hidden=32, graph_out=32, heads=(4, 4)):
        super().__init__()
        self.obs_len = obs_len
        self.traj_lstm = nn.LSTM(2, hidden, batch_first=True)
        self.gat = GAT([hidden, 16, graph_out], heads)
        self.decoder = nn.Linear(hidden + graph_out, 2)

    def forward(self, obs):
        bs, n = obs.shape[:2]
        _, (h, _) = self.traj_lstm(obs.flatten(0, 1))
        h = h[-1].view(bs, n, -1)
        social = self.gat(h)
        return self.decoder(torch.cat([h, social], dim=-1))


torch.manual_seed(0)
obs = torch.randn(6, 5, 8, 2).cumsum(dim=2)
future = obs[:, :, -1] + 0.1 * torch.randn(6, 5, 2)
model = TrajectoryGenerator()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for step in range(3):
    loss = F.mse_loss(model(obs), future)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
