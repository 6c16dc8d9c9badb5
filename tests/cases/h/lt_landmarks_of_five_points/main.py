import torch
from torch.utils.data import DataLoader

from faces import Faces
from head import FaceHead
from settings import bbox_head

torch.manual_seed(0)
head = FaceHead(**bbox_head)
optimizer = torch.optim.SGD(head.parameters(), lr=0.01)
for features, boxes, points in DataLoader(Faces(bbox_head["kps_num"]), batch_size=4):
    box_pred, kps_pred = head(features)
    losses = head.loss(box_pred, kps_pred, boxes, points)
    total = sum(losses.values())
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
    print({k: round(v.item(), 4) for k, v in losses.items()})
