import json
import os
import tempfile

import torch

from release import snapshot_download
from settings import GPT
from voice import UnifiedVoice


class IndexTTS:
    def __init__(self, model_dir):
        self.gpt = UnifiedVoice(**GPT)
        self.gpt.load_state_dict(torch.load(os.path.join(model_dir, "gpt.pth"))["model"])
        self.gpt.eval()
        with open(os.path.join(model_dir, "config.json")) as f:
            print("IndexTTS", json.load(f)["version"])

    def infer(self, sentence):
        text = torch.tensor([[ord(c) % 120 for c in sentence]])
        return self.gpt.inference_speech(text)


with tempfile.TemporaryDirectory() as checkpoints:
    snapshot_download(checkpoints)
    tts = IndexTTS(checkpoints)
codes = tts.infer("good morning")
print(codes.shape, codes[0, :5].tolist())
