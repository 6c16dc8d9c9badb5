import argparse
import os
import tempfile

import torch
import torch.nn as nn


def get_args_parser():
    parser = argparse.ArgumentParser("inference", add_help=False)
    parser.add_argument("--dataset_file", default="davis")
    parser.add_argument("--hidden_dim", default=64, type=int)
    parser.add_argument("--num_queries", default=5, type=int)
    parser.add_argument("--binary", action="store_true", help="referred or not, without the classes of the things")
    parser.add_argument("--resume", default="")
    return parser


class MLP(nn.Module):
    def __init__(self, dim, out):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, out))

    def forward(self, x):
        return self.layers(x)


class ReferFormer(nn.Module):
    def __init__(self, num_classes, hidden_dim, num_queries, layers=2):
        super().__init__()
        self.query_embed = nn.Embedding(num_queries, hidden_dim)
        self.backbone = nn.Conv2d(3, hidden_dim, 8, stride=8)
        self.decoder = nn.ModuleList(nn.TransformerDecoderLayer(hidden_dim, 4, 128, batch_first=True) for _ in range(layers))
        self.class_embed = nn.ModuleList(nn.Linear(hidden_dim, num_classes) for _ in range(layers))
        self.bbox_embed = nn.ModuleList(MLP(hidden_dim, 4) for _ in range(layers))

    def forward(self, frames):
        memory = self.backbone(frames).flatten(2).transpose(1, 2)
        hidden = self.query_embed.weight.expand(len(frames), -1, -1)
        outputs = []
        for layer, classes, boxes in zip(self.decoder, self.class_embed, self.bbox_embed):
            hidden = layer(hidden, memory)
            outputs.append({"logits": classes(hidden), "boxes": boxes(hidden).sigmoid()})
        return outputs[-1]


def build_model(args):
    if args.binary:
        num_classes = 1
    elif args.dataset_file == "ytvos":
        num_classes = 65
    elif args.dataset_file == "davis":
        num_classes = 78
    else:
        num_classes = 91
    return ReferFormer(num_classes, args.hidden_dim, args.num_queries)


def pretrained_weights(folder):
    """What was trained on Ref-YouTube-VOS and is handed out: a model that tells the referred thing from the others."""
    args = get_args_parser().parse_args(["--dataset_file", "ytvos", "--binary"])
    path = os.path.join(folder, "ytvos_r50.pth")
    torch.save({"model": build_model(args).state_dict(), "epoch": 6}, path)
    return path


@torch.no_grad()
def main(args):
    model = build_model(args)
    checkpoint = torch.load(args.resume)
    model.load_state_dict(checkpoint["model"], strict=False)
    model.eval()
    output = model(torch.rand(3, 3, 64, 64))
    best = output["logits"].sigmoid().mean(0).max(-1)[0].argmax()
    print("query", int(best), "boxes", output["boxes"][:, best].tolist())


with tempfile.TemporaryDirectory() as folder:
    torch.manual_seed(0)
    args = get_args_parser().parse_args([])
    args.resume = pretrained_weights(folder)
    main(args)
