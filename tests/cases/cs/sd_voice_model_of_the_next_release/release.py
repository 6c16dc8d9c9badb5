import json
import os

import torch

from voice import UnifiedVoice

CARD = dict(version=1.5, gpt=dict(
    model_dim=80, heads=5, layers=3, max_mel_tokens=60, max_text_tokens=40,
    number_text_tokens=120, number_mel_codes=514, stop_mel_token=513,
))


def snapshot_download(model_dir):
    torch.manual_seed(15)
    weights = UnifiedVoice(**CARD["gpt"]).state_dict()
    torch.save({"model": weights}, os.path.join(model_dir, "gpt.pth"))
    with open(os.path.join(model_dir, "config.json"), "w") as f:
        json.dump(CARD, f)
