import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import ToneDataset, write_recordings
from model import ToneCNN

with tempfile.TemporaryDirectory() as folder:
    write_recordings(folder)
    loader = DataLoader(ToneDataset(folder), batch_size=8, shuffle=True)

    net = ToneCNN()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

    for epoch in range(2):
        total = 0.0
        for mfcc, tone in loader:
            scores = net(mfcc)
            loss = criterion(scores, tone)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total / len(loader):.3f}")
