import torch
from torch.utils.data import DataLoader

from config import cfg
from hands import Hands
from movenet import MoveNet

torch.manual_seed(0)
model = MoveNet(num_classes=cfg["num_classes"], width=cfg["width"])
optimizer = torch.optim.Adam(model.parameters(), lr=cfg["learning_rate"])
for images, heatmaps in DataLoader(Hands(cfg["img_size"]), batch_size=cfg["batch_size"]):
    loss = torch.nn.functional.mse_loss(model(images), heatmaps)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("heatmap loss", loss.item())
