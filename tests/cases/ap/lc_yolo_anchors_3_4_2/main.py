import torch

from cfg import ANCHORS, LAYERS, NUM_CLASSES
from models import Darknet

model = Darknet(LAYERS, ANCHORS, NUM_CLASSES)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for step in range(2):
    imgs = torch.rand(4, 3, 192, 192)
    pred = model(imgs)
    loss = pred[..., 4].mean() + (pred[..., :4] - 0.5).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, tuple(pred.shape), loss.item())
