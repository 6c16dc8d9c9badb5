import argparse
import tempfile

import torch
from presets import PRESETS
from voice import TextToMel, write_checkpoint

parser = argparse.ArgumentParser()
parser.add_argument("--preset", default="ljspeech")
parser.add_argument("--length", type=int, default=15)
args = parser.parse_args()

torch.manual_seed(0)
model = TextToMel(**PRESETS[args.preset])
with tempfile.TemporaryDirectory() as folder:
    checkpoint = torch.load(write_checkpoint(folder))
model.load_state_dict(checkpoint["state_dict"])
model.eval()
with torch.no_grad():
    mel = model(torch.randint(0, 40, (1, args.length)))
print("mel", tuple(mel.shape))
