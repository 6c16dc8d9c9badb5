import tempfile

import torch

import config
from models import SynthesizerTrn
from release import fetch_pretrained


def load_checkpoint(checkpoint_path, model):
    checkpoint_dict = torch.load(checkpoint_path, map_location="cpu")
    model.load_state_dict(checkpoint_dict["model"])
    print(f"Loaded checkpoint (iteration {checkpoint_dict['iteration']})")


torch.manual_seed(1234)
net_g = SynthesizerTrn(config.data, config.model).eval()
with tempfile.TemporaryDirectory() as logs:
    load_checkpoint(fetch_pretrained(logs), net_g)

# three notes: phones, midi numbers and lengths in frames
phone, pitchid, dur = torch.tensor([[5, 17, 9]]), torch.tensor([[60, 64, 67]]), torch.tensor([20, 30, 40])
with torch.no_grad():
    audio = net_g.infer(phone, pitchid, dur)
print(f"{audio.shape[-1] / config.data.sample_rate:.2f} s of singing")
