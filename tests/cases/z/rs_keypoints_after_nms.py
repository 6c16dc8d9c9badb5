"""Post-processing of an animal pose detector: boxes, class, 16 keypoints."""
import argparse

import torch
from torch import nn
from torchvision.ops import nms

NAMES = ("horse", "foal")
KPT_SHAPE = (16, 3)


class PoseHead(nn.Module):
    """Per cell: box (4), one score per class, keypoints."""

    def __init__(self, nc, kpt_shape, ch, stride):
        super().__init__()
        self.nc, self.kpt_shape, self.stride = nc, kpt_shape, stride
        self.nk = kpt_shape[0] * kpt_shape[1]
        self.box = nn.Conv2d(ch, 4, 1)
        self.cls = nn.Conv2d(ch, nc, 1)
        self.kpt = nn.Conv2d(ch, self.nk, 1)

    def forward(self, x):
        b, _, h, w = x.shape
        ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        centre = (torch.stack([xs, ys]).float() + 0.5) * self.stride
        box = self.box(x).sigmoid() * 4 * self.stride
        box = torch.cat([centre - box[:, :2], centre + box[:, 2:]], 1)
        parts = [box, self.cls(x).sigmoid(), self.kpt(x)]
        return torch.cat([p.flatten(2) for p in parts], 1)


class PoseModel(nn.Module):
    def __init__(self, names, kpt_shape, ch=24):
        super().__init__()
        self.names, self.kpt_shape = names, kpt_shape
        self.backbone = nn.Sequential(
            nn.Conv2d(3, ch, 3, stride=4, padding=1), nn.SiLU(),
            nn.Conv2d(ch, ch, 3, stride=4, padding=1), nn.SiLU(),
        )
        self.head = PoseHead(len(names), kpt_shape, ch, stride=16)

    def forward(self, x):
        return self.head(self.backbone(x))


def non_max_suppression(prediction, conf_thres, iou_thres, nc, max_det=30):
    """Rows of x1, y1, x2, y2, confidence, class, then what else the head gives."""
    output = []
    for x in prediction.transpose(1, 2):
        box, cls, extra = x[:, :4], x[:, 4:4 + nc], x[:, 4 + nc:]
        conf, j = cls.max(1, keepdim=True)
        x = torch.cat([box, conf, j.float(), extra], 1)[conf.view(-1) > conf_thres]
        keep = nms(x[:, :4] + x[:, 5:6] * 4096, x[:, 4], iou_thres)[:max_det]
        output.append(x[keep])
    return output


class PosePredictor:
    def __init__(self, model, conf, iou, nc=1):
        self.model, self.conf, self.iou, self.nc = model.eval(), conf, iou, nc

    def postprocess(self, preds):
        results = []
        for pred in non_max_suppression(preds, self.conf, self.iou, self.nc):
            pred_kpts = pred[:, 6:].view(-1, *self.model.kpt_shape)
            visible = pred_kpts[..., 2].sigmoid() > 0.5
            results.append({"boxes": pred[:, :6], "keypoints": pred_kpts[..., :2], "visible": visible})
        return results

    @torch.no_grad()
    def __call__(self, images):
        return self.postprocess(self.model(images))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--imgsz", type=int, default=160)
    parser.add_argument("--conf", type=float, default=0.05)
    parser.add_argument("--iou", type=float, default=0.7)
    opt = parser.parse_args()

    model = PoseModel(NAMES, KPT_SHAPE)
    predictor = PosePredictor(model, opt.conf, opt.iou)
    for result in predictor(torch.rand(2, 3, opt.imgsz, opt.imgsz)):
        for row, points in zip(result["boxes"][:3], result["keypoints"]):
            print(NAMES[int(row[5])], f"{row[4]:.2f}", [round(v) for v in row[:4].tolist()], tuple(points.shape))


if __name__ == "__main__":
    main()
