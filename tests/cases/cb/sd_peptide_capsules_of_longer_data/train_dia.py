import torch
from torch import nn

from capsule_net import CapsuleNet
from peptides import encode, make_peptides


def train_dia(path, epochs=1):
    """The DIA run behind the published parameter file."""
    rows = make_peptides(96, longest=66, seed=1)
    length = max(len(seq) for seq, _ in rows)
    x, y = encode(rows, length)
    model = CapsuleNet(length)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        for i in range(0, len(x), 32):
            loss = nn.functional.mse_loss(model(x[i:i + 32]), y[i:i + 32])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    torch.save(model.state_dict(), path)
    print("dia: longest peptide", length, "mse", loss.item())
