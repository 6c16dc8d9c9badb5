import torch

from detector import Detector


def intersect(a, b):
    return {k: v for k, v in a.items() if k in b and v.shape == b[k].shape}


def load_teacher(hyp, checkpoint=None):
    model = Detector(width=32, depth=hyp["teacher_depth"])
    if checkpoint is not None:
        model.load_state_dict(intersect(checkpoint, model.state_dict()), strict=False)
    for p in model.parameters():
        p.requires_grad_(False)
    return model.eval()
