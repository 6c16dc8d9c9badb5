import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image

target_shape = (160, 160)

# anchor configuration
feature_map_sizes = [[33, 33], [17, 17], [9, 9], [5, 5], [3, 3]]
anchor_sizes = [[0.04, 0.056], [0.08, 0.11], [0.16, 0.22], [0.32, 0.45], [0.64, 0.72]]
anchor_ratios = [[1, 0.62, 0.42]] * 5
id2class = {0: "Mask", 1: "NoMask"}


def generate_anchors(feature_map_sizes, anchor_sizes, anchor_ratios):
    anchor_bboxes = []
    for (fh, fw), sizes, ratios in zip(feature_map_sizes, anchor_sizes, anchor_ratios):
        cx = (np.linspace(0, fw - 1, fw) + 0.5) / fw
        cy = (np.linspace(0, fh - 1, fh) + 0.5) / fh
        grid = np.stack(np.meshgrid(cx, cy), axis=-1)
        num = len(sizes) + len(ratios) - 1
        centers = np.tile(grid, (1, 1, 2 * num))
        half = []
        for s in sizes:
            half += [-s / 2, -s / 2, s / 2, s / 2]
        for r in ratios[1:]:
            w, h = sizes[0] * np.sqrt(r), sizes[0] / np.sqrt(r)
            half += [-w / 2, -h / 2, w / 2, h / 2]
        anchor_bboxes.append((centers + np.array(half)).reshape(-1, 4))
    return np.concatenate(anchor_bboxes, axis=0)


class MaskDetector(nn.Module):
    def __init__(self, num_anchors=4, num_classes=2):
        super().__init__()
        widths = [16, 24, 32, 32, 32, 32, 32]
        blocks, prev = [], 3
        for wd in widths:
            blocks.append(nn.Sequential(nn.Conv2d(prev, wd, 3, 2, 1), nn.BatchNorm2d(wd), nn.ReLU()))
            prev = wd
        self.stem = nn.Sequential(*blocks[:3])
        self.stages = nn.ModuleList(blocks[3:])
        self.loc = nn.ModuleList([nn.Conv2d(32, num_anchors * 4, 3, 1, 1) for _ in range(5)])
        self.cls = nn.ModuleList([nn.Conv2d(32, num_anchors * num_classes, 3, 1, 1) for _ in range(5)])
        self.num_classes = num_classes

    def forward(self, x):
        maps = [self.stem(x)]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        loc = [l(m).permute(0, 2, 3, 1).flatten(1).view(len(x), -1, 4) for l, m in zip(self.loc, maps)]
        cls = [c(m).permute(0, 2, 3, 1).flatten(1).view(len(x), -1, self.num_classes) for c, m in zip(self.cls, maps)]
        return torch.cat(loc, 1), torch.sigmoid(torch.cat(cls, 1))


def decode_bbox(anchors, raw_outputs, variances=(0.1, 0.1, 0.2, 0.2)):
    centers = (anchors[..., :2] + anchors[..., 2:]) / 2
    sizes = anchors[..., 2:] - anchors[..., :2]
    raw = raw_outputs * torch.tensor(variances)
    pred_center = raw[..., :2] * sizes + centers
    pred_size = torch.exp(raw[..., 2:]) * sizes
    return torch.cat([pred_center - pred_size / 2, pred_center + pred_size / 2], dim=-1)


def single_class_nms(bboxes, confidences, conf_thresh=0.5, iou_thresh=0.5, keep_top_k=20):
    order = confidences.argsort(descending=True)
    order = order[confidences[order] > conf_thresh][:200].tolist()
    keep = []
    while order and len(keep) < keep_top_k:
        i = order.pop(0)
        keep.append(i)
        lt = torch.max(bboxes[i, :2], bboxes[order][:, :2])
        rb = torch.min(bboxes[i, 2:], bboxes[order][:, 2:])
        inter = (rb - lt).clamp(min=0).prod(1)
        area = lambda b: (b[..., 2:] - b[..., :2]).prod(-1)
        iou = inter / (area(bboxes[i]) + area(bboxes[order]) - inter)
        order = [j for j, o in zip(order, iou.tolist()) if o <= iou_thresh]
    return keep


anchors_exp = torch.tensor(generate_anchors(feature_map_sizes, anchor_sizes, anchor_ratios), dtype=torch.float32)[None]


def inference(model, path):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    resized = np.asarray(image.resize(target_shape), dtype=np.float32) / 255.0
    batch = torch.from_numpy(resized.transpose(2, 0, 1))[None]
    with torch.no_grad():
        y_bboxes_output, y_cls_output = model(batch)
    y_bboxes = decode_bbox(anchors_exp, y_bboxes_output)[0]
    scores, classes = y_cls_output[0].max(1)
    out = []
    for k in single_class_nms(y_bboxes, scores):
        x1, y1, x2, y2 = (y_bboxes[k] * torch.tensor([width, height, width, height])).int().tolist()
        out.append((id2class[int(classes[k])], round(float(scores[k]), 3), (x1, y1, x2, y2)))
    return out


torch.manual_seed(1)
net = MaskDetector().eval()
with tempfile.TemporaryDirectory() as folder:
    for i in range(2):
        name = os.path.join(folder, f"gate_{i}.jpg")
        Image.fromarray(np.random.default_rng(i).integers(0, 255, (240, 320, 3), dtype=np.uint8)).save(name)
        print(os.path.basename(name), inference(net, name)[:3])
