import torch
from engine import train_fn
from loader import LABELS, Invoices
from torch.utils.data import DataLoader
from trainer import ModelModule

dataload = DataLoader(Invoices(), batch_size=2, shuffle=True)
model = ModelModule(len(LABELS))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)

for epoch in range(2):
    train_loss = train_fn(dataload, model, optimizer)
    print(f"epoch {epoch}: {train_loss:.4f}")
