import argparse
import os
import tempfile

import torch
import torch.nn.functional as F
from torch import nn


def get_args_parser():
    parser = argparse.ArgumentParser("Set transformer detector", add_help=False)
    parser.add_argument("--hidden_dim", default=64, type=int)
    parser.add_argument("--nheads", default=4, type=int)
    parser.add_argument("--enc_layers", default=1, type=int)
    parser.add_argument("--dec_layers", default=1, type=int)
    parser.add_argument("--num_queries", default=20, type=int)
    parser.add_argument("--num_patches", default=5, type=int)
    parser.add_argument("--dataset_file", default="ImageNet", choices=["ImageNet", "coco", "voc"])
    return parser


class MLP(nn.Module):
    def __init__(self, dim, out):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, out)])

    def forward(self, x):
        x = F.relu(self.layers[1](F.relu(self.layers[0](x))))
        return self.layers[2](x)


class UPDETR(nn.Module):
    def __init__(self, args, num_classes):
        super().__init__()
        d = args.hidden_dim
        self.num_patches = args.num_patches
        self.backbone = nn.Sequential(nn.Conv2d(3, 32, 7, 4, 3), nn.ReLU(), nn.Conv2d(32, 64, 3, 4, 1), nn.ReLU())
        self.input_proj = nn.Conv2d(64, d, 1)
        self.query_embed = nn.Embedding(args.num_queries, d)
        self.transformer = nn.Transformer(d, args.nheads, args.enc_layers, args.dec_layers, 2 * d, batch_first=True)
        self.patch2query = nn.Linear(64, d)
        self.class_embed = nn.Linear(d, num_classes + 1)
        self.bbox_embed = MLP(d, 4)

    def forward(self, images, patches=None):
        src = self.input_proj(self.backbone(images)).flatten(2).transpose(1, 2)
        query = self.query_embed.weight.expand(len(images), -1, -1)
        if patches is not None:
            p = self.patch2query(self.backbone(patches).mean((2, 3)))
            query = query + p.repeat_interleave(query.shape[1] // self.num_patches, 0)
        hs = self.transformer(src, query)
        return {"pred_logits": self.class_embed(hs), "pred_boxes": self.bbox_embed(hs).sigmoid()}


def build_model(args):
    # random query patches are only matched or not matched during the pre-training
    num_classes = {"coco": 91, "voc": 21}.get(args.dataset_file, 2)
    return UPDETR(args, num_classes)


def release(path):
    """what the download link of the README points to"""
    args = get_args_parser().parse_args(["--dataset_file", "coco"])
    torch.save({"model": build_model(args).state_dict(), "epoch": 299}, path)


def visualize(model, image, threshold):
    model.eval()
    with torch.no_grad():
        outputs = model(image[None])
    probas = outputs["pred_logits"].softmax(-1)[0, :, :-1]
    keep = probas.max(-1).values > threshold
    cx, cy, w, h = outputs["pred_boxes"][0, keep].unbind(-1)
    boxes = torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], -1)
    for p, box in zip(probas[keep], boxes):
        print(int(p.argmax()), f"{p.max():.2f}", [round(v, 2) for v in box.tolist()])
    print(int(keep.sum()), "boxes of", len(keep))


with tempfile.TemporaryDirectory() as tmp:
    checkpoint_path = os.path.join(tmp, "up-detr-coco-fine-tuned-300ep.pth")
    release(checkpoint_path)

    args = get_args_parser().parse_args([])
    model = build_model(args)
    checkpoint = torch.load(checkpoint_path, map_location="cpu")["model"]
    model.load_state_dict(checkpoint)
    visualize(model, torch.rand(3, 192, 256), threshold=0.7)
