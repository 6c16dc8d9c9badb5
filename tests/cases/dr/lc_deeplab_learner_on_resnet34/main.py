import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from deeplab import DeepLabV3Plus

torch.manual_seed(0)
images = torch.rand(4, 3, 96, 96)
masks = (images.mean(1) > 0.5).long()
dl = DataLoader(TensorDataset(images, masks), batch_size=2)

model = DeepLabV3Plus(backbone_name="resnet34", num_classes=2)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for xb, yb in dl:
    loss = nn.functional.cross_entropy(model(xb), yb)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("train_loss", loss.item())
