import os
import tempfile

import torch
from torch import nn


class AttrDict(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


cfg = AttrDict(NUM_CLASSES=81, FPN_DIM=32, HEAD_DIM=64)


class FastRCNNOutputs(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.cls_score = nn.Linear(dim, cfg.NUM_CLASSES)
        self.bbox_pred = nn.Linear(dim, 4 * cfg.NUM_CLASSES)

    def forward(self, x):
        return self.cls_score(x).softmax(dim=1), self.bbox_pred(x)


class MaskOutputs(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.upsample = nn.ConvTranspose2d(dim, dim, 2, 2)
        self.classify = nn.Conv2d(dim, cfg.NUM_CLASSES, 1)

    def forward(self, x):
        return self.classify(torch.relu(self.upsample(x))).sigmoid()


class GeneralizedRCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.Conv_Body = nn.Conv2d(3, cfg.FPN_DIM, 7, stride=4, padding=3)
        self.Box_Head = nn.Linear(cfg.FPN_DIM * 7 * 7, cfg.HEAD_DIM)
        self.Box_Outs = FastRCNNOutputs(cfg.HEAD_DIM)
        self.Mask_Outs = MaskOutputs(cfg.FPN_DIM)

    def forward(self, image):
        rois = nn.functional.adaptive_avg_pool2d(torch.relu(self.Conv_Body(image)), 7)
        scores, deltas = self.Box_Outs(torch.relu(self.Box_Head(rois.flatten(1))))
        return scores, deltas, self.Mask_Outs(rois)


def train_net(dataset, path):
    if dataset == "fruits":
        cfg.NUM_CLASSES = 3
    model = GeneralizedRCNN()
    opt = torch.optim.SGD(model.parameters(), lr=0.01)
    scores, _, masks = model(torch.rand(2, 3, 112, 112))
    loss = -scores[:, 1].log().mean() + masks.mean()
    loss.backward()
    opt.step()
    torch.save({"step": 1, "model": model.state_dict()}, path)


def test_net(dataset, path):
    cfg.NUM_CLASSES = 81
    model = GeneralizedRCNN()
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    with torch.no_grad():
        scores, deltas, masks = model(torch.rand(1, 3, 112, 112))
    print(dataset, "best class", scores.argmax(1).item(), "masks", tuple(masks.shape))


with tempfile.TemporaryDirectory() as out_dir:
    ckpt = os.path.join(out_dir, "model_step1.pth")
    train_net("fruits", ckpt)
    test_net("fruits", ckpt)
