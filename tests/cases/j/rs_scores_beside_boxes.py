import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self, proposals=30, classes=4):
        super().__init__()
        self.proposals, self.classes = proposals, classes
        self.body = nn.Sequential(nn.Conv2d(3, 12, 5, 4), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten())
        self.cls = nn.Linear(48, proposals * classes)
        self.box = nn.Linear(48, proposals * 4 * classes)

    def forward(self, image):
        h = self.body(image)
        scores = self.cls(h).view(self.proposals, self.classes).softmax(dim=1)
        boxes = self.box(h).view(self.proposals, 4 * self.classes).sigmoid()
        return scores, boxes


def keep_best(dets, most):
    """The rows with the highest scores, which stand in the last column."""
    order = torch.argsort(dets[:, -1], descending=True)
    return dets[order[:most]]


def detect(model, image, thresh=0.05, most=5):
    scores, pred_boxes = model(image)
    found = {}
    for j in range(1, model.classes):
        inds = torch.nonzero(scores[:, j] > thresh).view(-1)
        cls_scores = scores[:, j][inds]
        cls_boxes = pred_boxes[inds][:, j * 4:(j + 1) * 4]
        cls_dets = torch.cat((cls_boxes, cls_scores), 1)
        found[j] = keep_best(cls_dets, most)
    return found


torch.manual_seed(0)
model = Detector().eval()
with torch.no_grad():
    for kind, rows in detect(model, torch.rand(1, 3, 64, 96)).items():
        print(kind, [round(v, 3) for v in rows[0].tolist()])
