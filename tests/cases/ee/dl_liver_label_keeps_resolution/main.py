import torch
from torch.utils.data import DataLoader

from dataset import LitsDataset
from resunet import DiceLoss, ResUNet

torch.manual_seed(2021)
model = ResUNet()
criterion = DiceLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(LitsDataset(), batch_size=2, shuffle=True)

for epoch in range(2):
    for data, target in loader:
        output = model(data)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} dice loss {loss.item():.4f}")
