import torch
from torch import nn
from torch.utils.data import DataLoader

from configs import DataConfig, ModelConfig
from dataset import OneSecondClips
from modelling import TransformerResnet


def train(epochs=2, batch_size=4):
    torch.manual_seed(0)
    data_config, model_config = DataConfig(), ModelConfig()
    loader = DataLoader(OneSecondClips(data_config), batch_size=batch_size, shuffle=True)
    model = TransformerResnet(model_config)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-3)
    for epoch in range(epochs):
        model.train()
        for batch in loader:
            optimizer.zero_grad()
            loss = criterion(model(batch), batch["label"])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")


if __name__ == "__main__":
    train()
