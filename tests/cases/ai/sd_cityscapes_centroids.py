import os
import tempfile
from types import SimpleNamespace

import torch
from torch import nn

CITYSCAPES_WEIGHTS = {
    "net.cluster1.weight": (64, 96, 1, 1),
    "net.cluster1.bias": (64,),
    "cluster_probe.clusters": (27, 64),
    "linear_probe.weight": (27, 64, 1, 1),
    "linear_probe.bias": (27,),
    "center_loss.learned_centroids": (28, 64),
}


def fetch_checkpoint(path):
    g = torch.Generator().manual_seed(0)
    state = {k: torch.randn(s, generator=g) * 0.02 for k, s in CITYSCAPES_WEIGHTS.items()}
    cfg = dict(dim=64, extra_clusters=0, contrastive_temp=0.3, backbone_dim=96)
    torch.save({"state_dict": state, "hyper_parameters": {"n_classes": 27, "cfg": cfg}}, path)


class LocalGlobalInfoNCE(nn.Module):
    def __init__(self, cfg, num_classes):
        super().__init__()
        self.cfg = cfg
        self.learned_centroids = nn.Parameter(torch.randn(num_classes, cfg.dim))
        self.prototypes = torch.randn(num_classes + cfg.extra_clusters, cfg.dim)

    def forward(self, feats, labels):
        logits = nn.functional.normalize(feats, dim=1) @ nn.functional.normalize(self.prototypes, dim=1).T
        return nn.functional.cross_entropy(logits / self.cfg.contrastive_temp, labels)


class ClusterLookup(nn.Module):
    def __init__(self, dim, n_classes):
        super().__init__()
        self.clusters = nn.Parameter(torch.randn(n_classes, dim))

    def forward(self, x):
        return torch.einsum("bchw,nc->bnhw", nn.functional.normalize(x, dim=1), nn.functional.normalize(self.clusters, dim=1))


class UnsupervisedSegmenter(nn.Module):
    def __init__(self, n_classes, cfg):
        super().__init__()
        self.cfg = cfg
        self.net = nn.ModuleDict({"cluster1": nn.Conv2d(cfg.backbone_dim, cfg.dim, 1)})
        self.cluster_probe = ClusterLookup(cfg.dim, n_classes)
        self.linear_probe = nn.Conv2d(cfg.dim, n_classes, 1)
        self.center_loss = LocalGlobalInfoNCE(cfg, n_classes)

    @classmethod
    def load_from_checkpoint(cls, path):
        ckpt = torch.load(path)
        hp = ckpt["hyper_parameters"]
        model = cls(hp["n_classes"], SimpleNamespace(**hp["cfg"]))
        state = ckpt["state_dict"]
        model.load_state_dict(state)
        return model

    def forward(self, feats):
        code = self.net["cluster1"](feats)
        return self.linear_probe(code), self.cluster_probe(code)


def evaluate(model, batches):
    model.eval()
    hits = total = 0
    with torch.no_grad():
        for feats, label in batches:
            linear, _ = model(feats)
            pred = nn.functional.interpolate(linear, label.shape[-2:], mode="bilinear").argmax(1)
            hits += (pred == label).sum().item()
            total += label.numel()
    return hits / total


with tempfile.TemporaryDirectory() as folder:
    ckpt_file = os.path.join(folder, "cityscapes_vit_small.ckpt")
    fetch_checkpoint(ckpt_file)
    model = UnsupervisedSegmenter.load_from_checkpoint(ckpt_file)
val = [(torch.randn(2, 96, 20, 20), torch.randint(0, 27, (2, 160, 160))) for _ in range(2)]
print(f"pixel accuracy {evaluate(model, val):.4f}")
