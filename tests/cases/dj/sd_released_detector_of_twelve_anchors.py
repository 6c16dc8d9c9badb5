import argparse
import ast
import os
import tempfile
from types import SimpleNamespace

import torch
import torch.nn as nn

cfg = SimpleNamespace(ANCHOR_SCALES=[8, 16, 32], ANCHOR_RATIOS=[0.5, 1, 2])


def cfg_from_list(items):
    for key, value in zip(items[0::2], items[1::2]):
        setattr(cfg, key, ast.literal_eval(value))


class RPN(nn.Module):
    def __init__(self, din):
        super().__init__()
        self.num_anchors = len(cfg.ANCHOR_SCALES) * len(cfg.ANCHOR_RATIOS)
        self.RPN_Conv = nn.Conv2d(din, 64, 3, 1, 1)
        self.RPN_cls_score = nn.Conv2d(64, 2 * self.num_anchors, 1)
        self.RPN_bbox_pred = nn.Conv2d(64, 4 * self.num_anchors, 1)

    def forward(self, x):
        x = torch.relu(self.RPN_Conv(x))
        return self.RPN_cls_score(x), self.RPN_bbox_pred(x)


class FasterRCNN(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.RCNN_base = nn.Sequential(nn.Conv2d(3, 32, 7, 4, 3), nn.ReLU(), nn.Conv2d(32, 32, 3, 4, 1))
        self.RCNN_rpn = RPN(32)
        self.RCNN_cls_score = nn.Linear(32, n_classes)

    def forward(self, im):
        base = self.RCNN_base(im)
        return self.RCNN_rpn(base), self.RCNN_cls_score(base.mean(dim=(2, 3)))


def write_released_model(load_dir):
    cfg_from_list(["ANCHOR_SCALES", "[4, 8, 16, 32]"])
    torch.save({"model": FasterRCNN(81).state_dict()}, os.path.join(load_dir, "faster_rcnn_1_10_9771.pth"))


parser = argparse.ArgumentParser(description="Run the detector on a few pictures")
parser.add_argument("--dataset", default="coco")
parser.add_argument("--checkpoint", default="faster_rcnn_1_10_9771.pth")
parser.add_argument("--load_dir", default=tempfile.mkdtemp())
args = parser.parse_args([])
write_released_model(args.load_dir)
args.set_cfgs = ["ANCHOR_SCALES", "[8, 16, 32]", "ANCHOR_RATIOS", "[0.5, 1, 2]"]
cfg_from_list(args.set_cfgs)
fasterRCNN = FasterRCNN(n_classes=81 if args.dataset == "coco" else 21)
checkpoint = torch.load(os.path.join(args.load_dir, args.checkpoint))
fasterRCNN.load_state_dict(checkpoint["model"])
rpn, cls_score = fasterRCNN.eval()(torch.rand(1, 3, 320, 480))
print([tuple(t.shape) for t in rpn], tuple(cls_score.shape))
