import torch
from torch.utils.data import DataLoader

from data import HelmetDataset, collate
from model import Darknet
from model_cfg import YOLO_SMALL

torch.manual_seed(0)
dataset = HelmetDataset(n=8, img_size=128)
loader = DataLoader(dataset, batch_size=4, collate_fn=collate)
model = Darknet(YOLO_SMALL)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)

for imgs, targets in loader:
    pred = model(imgs)
    obj = pred[..., 4].mean()
    matched = pred[targets[:, 0].long(), 0, 0, 0]
    loss = obj ** 2 + torch.nn.functional.cross_entropy(matched[:, 5:], targets[:, 1].long())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(tuple(pred.shape), "loss", loss.item())
