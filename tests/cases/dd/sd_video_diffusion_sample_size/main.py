import os
import tempfile

import torch

from config import SAMPLE, TRAIN
from model import get_model
from train import fit, pretrain


def load_checkpoint(model, path):
    checkpoint = torch.load(path, map_location="cpu")
    if "ema" in checkpoint:
        print("Using Ema!")
        checkpoint = checkpoint["ema"]
    model.load_state_dict(checkpoint, strict=False)
    return model


@torch.no_grad()
def sample(model, args):
    size = args["image_size"] // 8
    z = torch.randn(1, args["num_frames"], 4, size, size)
    for t in torch.linspace(999, 1, args["num_sampling_steps"]):
        z = z - model(z, t.view(1)) / args["num_sampling_steps"]
    return z


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        ckpt = os.path.join(folder, "Colonoscopic.pt")
        pretrain(TRAIN, ckpt)
        model = load_checkpoint(get_model(SAMPLE), ckpt)
    # a few adaptation steps on the target clips, then sample
    model = fit(model, SAMPLE, SAMPLE["finetune_steps"])
    print(sample(model.eval(), SAMPLE).shape)
