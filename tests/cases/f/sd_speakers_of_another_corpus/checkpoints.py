import os

import torch
from config import aishell
from fastspeech import Speech


def published(folder, step):
    """The released model of the large corpus."""
    path = os.path.join(folder, f"{step}.pth.tar")
    torch.manual_seed(step)
    torch.save({"model": Speech(aishell.model, aishell.path).state_dict(), "step": step}, path)
    return path


def get_model(configs, folder):
    model = Speech(configs.model, configs.path)
    if configs.train["restore_step"]:
        ckpt = torch.load(published(folder, configs.train["restore_step"]))
        model.load_state_dict(ckpt["model"], strict=False)
    return model
