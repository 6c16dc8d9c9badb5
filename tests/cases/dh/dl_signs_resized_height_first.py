import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn


class cfg:
    inp_size = (160, 96)  # w, h
    stride = 16
    out_size = (inp_size[0] // stride, inp_size[1] // stride)
    anchors = np.array([(1.1, 1.2), (2.4, 2.0), (3.8, 2.9)], dtype=np.float32)
    num_classes = 4


def make_frames(folder, n=6):
    rng = np.random.default_rng(0)
    for k in range(n):
        Image.fromarray(rng.integers(0, 255, (240, 400, 3), dtype=np.uint8)).save(os.path.join(folder, f"{k:03d}.png"))


def preprocess_train(im_path, inp_size):
    im = Image.open(im_path).convert("RGB")
    w, h = inp_size
    if np.random.rand() < 0.5:
        im = im.transpose(Image.FLIP_LEFT_RIGHT)
    im = im.resize((w, h), Image.BILINEAR)
    return np.asarray(im, dtype=np.float32) / 255.0


def preprocess_test(im_path, inp_size):
    im = Image.open(im_path).convert("RGB")
    ori_shape = im.size
    w, h = inp_size
    im = im.resize((h, w), Image.BILINEAR)
    return np.asarray(im, dtype=np.float32) / 255.0, ori_shape


def np_to_variable(images):
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2)


def conv_bn(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.1), nn.MaxPool2d(2))


class Darknet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_bn(3, 8), conv_bn(8, 16), conv_bn(16, 32), conv_bn(32, 32))
        self.num_anchors = len(cfg.anchors)
        self.out = nn.Conv2d(32, self.num_anchors * (cfg.num_classes + 5), 1)
        w, h = cfg.out_size
        gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        self.register_buffer("grid", torch.stack([gx, gy], dim=-1).float().view(1, h, w, 1, 2))
        self.register_buffer("anchors", torch.from_numpy(cfg.anchors).view(1, 1, 1, -1, 2))

    def forward(self, im_data):
        out = self.out(self.features(im_data)).permute(0, 2, 3, 1)
        b, h, w, _ = out.shape
        out = out.reshape(b, h, w, self.num_anchors, cfg.num_classes + 5)
        xy = torch.sigmoid(out[..., 0:2]) + self.grid
        wh = torch.exp(out[..., 2:4]) * self.anchors
        iou = torch.sigmoid(out[..., 4:5])
        prob = out[..., 5:].softmax(dim=-1)
        return torch.cat([xy, wh], dim=-1), iou, prob


def train_epoch(net, paths, optimizer):
    net.train()
    for i in range(0, len(paths), 2):
        im_data = np_to_variable([preprocess_train(p, cfg.inp_size) for p in paths[i:i + 2]])
        bbox_pred, iou_pred, prob_pred = net(im_data)
        # frames without any sign: only the objectness is trained
        loss = (iou_pred ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def test_net(net, paths, thresh=0.3):
    net.eval()
    for p in paths:
        image, (ow, oh) = preprocess_test(p, cfg.inp_size)
        bbox_pred, iou_pred, prob_pred = net(np_to_variable([image]))
        boxes = bbox_pred.reshape(-1, 4) * torch.tensor([ow, oh, ow, oh]) / torch.tensor(cfg.out_size * 2)
        keep = (iou_pred.reshape(-1) * prob_pred.amax(-1).reshape(-1)) > thresh
        print(os.path.basename(p), boxes[keep].shape[0], "detections")


with tempfile.TemporaryDirectory() as folder:
    make_frames(folder)
    frames = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
    net = Darknet()
    print("loss", train_epoch(net, frames[:4], torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9)))
    test_net(net, frames[4:])
