import torch
from torch import nn

from data_factory import data_provider
from inverted import Model

args = dict(
    seq_len=5,
    label_len=34,
    pred_len=1,
    enc_in=8,
    d_model=32,
    e_layers=2,
    batch_size=16,
)

torch.manual_seed(2023)
train_loader = data_provider(args)
model = Model(args)
optim = torch.optim.Adam(model.parameters(), lr=1e-4)
criterion = nn.MSELoss()
for i, (batch_x, batch_y) in enumerate(train_loader):
    optim.zero_grad()
    outputs = model(batch_x)
    target = batch_y[:, -args["pred_len"]:]
    loss = criterion(outputs, target)
    loss.backward()
    optim.step()
    print(f"iter {i}, loss {loss.item():.4f}")
