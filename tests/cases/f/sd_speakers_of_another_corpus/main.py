import tempfile

import torch
from checkpoints import get_model
from config import own
from torch import nn

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    model = get_model(own, folder)
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for step in range(own.train["steps"]):
    phones = torch.randint(0, own.path["n_phones"], (own.train["batch"], 30))
    speakers = torch.randint(0, own.path["n_speaker"], (own.train["batch"],))
    loss = nn.functional.l1_loss(model(phones, speakers), torch.rand(own.train["batch"], 30, own.model["n_mel"]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
