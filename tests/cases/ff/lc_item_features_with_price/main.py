import torch
from torch.utils.data import DataLoader

from config import config
from dataset import VacancySequences
from sasrecf import SASRecF

torch.manual_seed(config["seed"])

dataset = VacancySequences(config)
loader = DataLoader(dataset, batch_size=config["train_batch_size"], shuffle=True)
model = SASRecF(config, dataset)
optimizer = torch.optim.Adam(model.parameters(), lr=config["learning_rate"])

for epoch in range(config["epochs"]):
    total = 0.0
    for interaction in loader:
        optimizer.zero_grad()
        loss = model.calculate_loss(interaction)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch} training [train loss: {total:.4f}]")
