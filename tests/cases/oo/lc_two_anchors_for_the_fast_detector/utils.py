import configparser

import numpy as np
import torch
import torchvision


def load_config(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    cfg = {}
    for section in parser.sections():
        for key, value in parser[section].items():
            if "," in value:
                cfg[key] = [float(x) for x in value.split(",")]
            else:
                cfg[key] = float(value) if "." in value else int(value)
    return cfg


def make_grid(h, w):
    hv, wv = torch.meshgrid([torch.arange(h), torch.arange(w)], indexing="ij")
    return torch.stack((wv, hv), 2).repeat(1, 1, 3).reshape(h, w, 3, -1)


def handel_preds(preds, cfg):
    anchors = np.array(cfg["anchors"]).reshape(len(preds) // 3, cfg["anchor_num"], 2)
    output_bboxes = []
    for i in range(len(preds) // 3):
        reg_preds, obj_preds, cls_preds = [p.permute(0, 2, 3, 1) for p in preds[3 * i:3 * i + 3]]
        bs, h, w = reg_preds.shape[:3]
        stride = cfg["height"] / h
        r = reg_preds.reshape(bs, h, w, cfg["anchor_num"], -1)
        o = obj_preds.reshape(bs, h, w, cfg["anchor_num"], 1).sigmoid()
        c = cls_preds.unsqueeze(3).repeat(1, 1, 1, cfg["anchor_num"], 1).softmax(-1)
        anchors_cfg = torch.from_numpy(anchors[i]).float()
        bboxes = []
        for b in range(bs):
            anchor_boxes = torch.zeros(h, w, cfg["anchor_num"], cfg["classes"] + 5)
            grid = make_grid(h, w)
            anchor_boxes[..., :2] = ((r[b, ..., :2].sigmoid() * 2. - 0.5) + grid) * stride
            anchor_boxes[..., 2:4] = (r[b, ..., 2:4].sigmoid() * 2) ** 2 * anchors_cfg
            anchor_boxes[..., 4:5], anchor_boxes[..., 5:] = o[b], c[b]
            bboxes.append(anchor_boxes.reshape(-1, cfg["classes"] + 5))
        output_bboxes.append(torch.stack(bboxes))
    return torch.cat(output_bboxes, 1)


def non_max_suppression(prediction, conf_thres=0.3, iou_thres=0.45):
    out = []
    for x in prediction:
        conf, cls = (x[:, 5:] * x[:, 4:5]).max(1)
        keep = conf > conf_thres
        x, conf, cls = x[keep], conf[keep], cls[keep]
        xyxy = torchvision.ops.box_convert(x[:, :4], "cxcywh", "xyxy")
        kept = torchvision.ops.batched_nms(xyxy, conf, cls, iou_thres)
        out.append(torch.cat([xyxy, conf[:, None], cls[:, None].float()], 1)[kept])
    return out
