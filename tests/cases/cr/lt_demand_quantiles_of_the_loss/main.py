import torch
from torch.utils.data import DataLoader

import settings
from metrics import QuantileLoss
from network import TemporalFusion
from sales import Sales

torch.manual_seed(0)
loader = DataLoader(Sales(settings.ENCODER_LENGTH), batch_size=settings.BATCH_SIZE, shuffle=True)
tft = TemporalFusion(settings.HIDDEN_SIZE, settings.ATTENTION_HEADS, settings.OUTPUT_SIZE)
metric = QuantileLoss()
optimizer = torch.optim.Adam(tft.parameters(), lr=settings.LEARNING_RATE)
for epoch in range(2):
    for history, volume in loader:
        y_pred = tft(history)
        loss = metric(y_pred, volume)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    error = (metric.to_prediction(y_pred) - volume).abs().mean().item()
    print(f"epoch {epoch}: train_loss {loss.item():.4f}, median error {error:.4f}")
