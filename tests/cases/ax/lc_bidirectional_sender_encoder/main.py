import torch
from torch import nn

from model import CombinedClassifier

CONFIG = {
    "content": {"encoder": "parallel_cnn", "vocab": 400},
    "internal_communication": {"encoder": "passthrough"},
    "external_communication": {"encoder": "passthrough"},
    "time_of_day": {"encoder": "passthrough"},
    "n_recipients": {"encoder": "passthrough"},
    "n_cc": {"encoder": "passthrough"},
    "sender_address": {"encoder": "rnn", "vocab": 64, "bidirectional": True},
    "message_id": {"encoder": "parallel_cnn", "vocab": 64},
}


def fake_mails(n, seed=0):
    g = torch.Generator().manual_seed(seed)
    columns = {}
    for name, spec in CONFIG.items():
        if spec["encoder"] == "passthrough":
            columns[name] = torch.rand(n, generator=g)
        else:
            columns[name] = torch.randint(0, spec["vocab"], (n, 24), generator=g)
    return columns, torch.randint(0, 2, (n,), generator=g).float()


model = CombinedClassifier(CONFIG)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(2):
    mails, spam = fake_mails(16, seed=step)
    loss = nn.functional.binary_cross_entropy_with_logits(model(mails).squeeze(1), spam)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
