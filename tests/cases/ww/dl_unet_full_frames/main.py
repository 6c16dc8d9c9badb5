import torch
from torch import nn
from torch.utils.data import DataLoader

from evaluate import dice
from frames import FullFrames, Patches
from unet import UNet


def train(model, loader, epochs, lr=1e-3):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        for image, mask in loader:
            loss = criterion(model(image), mask)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


torch.manual_seed(0)
model = UNet()
train(model, DataLoader(Patches(8), batch_size=4, shuffle=True), epochs=2)
test_loader = DataLoader(FullFrames(first=100, n=2), batch_size=1)
print("test dice", dice(model, test_loader))
