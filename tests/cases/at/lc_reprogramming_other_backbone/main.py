import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from run_config import configs
from time_llm import TimeLLM


def windows(seq_len, pred_len, n=16):
    t = torch.arange(n + seq_len + pred_len).float()
    load = torch.sin(t * 0.26) + 0.1 * torch.randn(len(t))
    rows = load.unfold(0, seq_len + pred_len, 1)[:n]
    return TensorDataset(rows[:, :seq_len], rows[:, seq_len:])


train_loader = DataLoader(windows(configs.seq_len, configs.pred_len), batch_size=8)
model = TimeLLM(configs)
optim = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)
for batch_x, batch_y in train_loader:
    loss = nn.functional.mse_loss(model(batch_x), batch_y)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print("train loss", loss.item())
