import torch
from torch.utils.data import DataLoader

from darknet import Darknet
from plates import Plates

torch.manual_seed(0)
model = Darknet("yolo-plates.cfg")
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
for images, boxes in DataLoader(Plates(), batch_size=2):
    loss = model(images, boxes)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
