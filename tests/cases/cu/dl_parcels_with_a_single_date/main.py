import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import ParcelDataset, collate_parcels
from model import TransformerEncoder
from preprocess import CROP_CLASSES, build_parcels

torch.manual_seed(0)


def train(data_dir, epochs=1, batch_size=8):
    encode = {label: i for i, label in enumerate(sorted(CROP_CLASSES))}
    dataset = ParcelDataset({"S2": build_parcels(data_dir)}, encode)
    loader = DataLoader(dataset, batch_size=batch_size, collate_fn=collate_parcels)
    model = TransformerEncoder(len(dataset.keep_band_idxs), len(encode))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for data, dates, labels in loader:
            loss = criterion(model(data, dates), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}")


with tempfile.TemporaryDirectory() as tmp:
    train(Path(tmp))
