import torch
from torch.utils.data import DataLoader

from dataset import Images_Dataset
from losses import calc_loss
from models import NestedUNet

model_test = NestedUNet(3, 5)
opt = torch.optim.Adam(model_test.parameters(), lr=0.001)
train_loader = DataLoader(Images_Dataset(), batch_size=4, shuffle=True)

for epoch in range(2):
    train_loss = 0.0
    for x, y in train_loader:
        opt.zero_grad()
        y_pred = model_test(x)
        lossT = calc_loss(y_pred, y)
        train_loss += lossT.item() * x.size(0)
        lossT.backward()
        opt.step()
    print(f"Epoch: {epoch + 1} \tTraining Loss: {train_loss:.6f}")
