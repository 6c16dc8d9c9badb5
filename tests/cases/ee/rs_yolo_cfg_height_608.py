import numpy as np
import torch
import torch.nn as nn
from PIL import Image

net_info = {"height": 608, "channels": 3, "classes": 2}
ANCHORS = [[(116, 90), (156, 198), (373, 326)], [(30, 61), (62, 45), (59, 119)], [(10, 13), (16, 30), (33, 23)]]


def predict_transform(prediction, inp_dim, anchors, num_classes):
    batch_size = prediction.size(0)
    stride = inp_dim // prediction.size(2)
    grid_size = inp_dim // stride
    bbox_attrs = 5 + num_classes
    num_anchors = len(anchors)
    prediction = prediction.view(batch_size, bbox_attrs * num_anchors, grid_size * grid_size)
    prediction = prediction.transpose(1, 2).contiguous()
    prediction = prediction.view(batch_size, grid_size * grid_size * num_anchors, bbox_attrs)
    anchors = torch.tensor([(a[0] / stride, a[1] / stride) for a in anchors])
    a, b = np.meshgrid(np.arange(grid_size), np.arange(grid_size))
    offset = torch.from_numpy(np.stack([a.ravel(), b.ravel()], 1)).float()
    offset = offset.repeat(1, num_anchors).view(-1, 2).unsqueeze(0)
    xy = (prediction[..., :2].sigmoid() + offset) * stride
    wh = prediction[..., 2:4].exp() * anchors.repeat(grid_size * grid_size, 1) * stride
    return torch.cat([xy, wh, prediction[..., 4:].sigmoid()], -1)


def conv(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.1))


class Darknet(nn.Module):
    def __init__(self, net_info):
        super().__init__()
        self.net_info = net_info
        out = 3 * (5 + net_info["classes"])
        self.stem = nn.Sequential(conv(net_info["channels"], 4), conv(4, 8), conv(8, 12))
        self.mid = conv(12, 16)
        self.deep = conv(16, 24)
        self.heads = nn.ModuleList([nn.Conv2d(c, out, 1) for c in (24, 16, 12)])

    def forward(self, x):
        small = self.stem(x)
        medium = self.mid(small)
        large = self.deep(medium)
        detections = []
        for feature, head, anchors in zip((large, medium, small), self.heads, ANCHORS):
            inp_dim = self.net_info["height"]
            detections.append(predict_transform(head(feature), inp_dim, anchors, self.net_info["classes"]))
        return torch.cat(detections, 1)


def get_test_input():
    rng = np.random.default_rng(0)
    img = Image.fromarray(rng.integers(0, 256, (480, 640, 3)).astype(np.uint8))
    img = img.resize((416, 416))
    return torch.from_numpy(np.array(img)).permute(2, 0, 1).float().div(255).unsqueeze(0)


torch.manual_seed(0)
model = Darknet(net_info).eval()
with torch.no_grad():
    pred = model(get_test_input())
keep = pred[0, :, 4] > 0.6
print(pred.shape, int(keep.sum()))
