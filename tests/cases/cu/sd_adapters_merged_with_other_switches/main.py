import tempfile
from pathlib import Path

import torch

import finetune_lora
import merge_lora
from lora import Config, GPT

torch.manual_seed(1337)
with tempfile.TemporaryDirectory() as folder:
    base, adapters, merged = (Path(folder) / name for name in ("lit_model.pth", "lora.pth", "merged.pth"))
    torch.save(GPT(Config()).state_dict(), base)
    finetune_lora.setup(base, adapters)
    merge_lora.merge(base, adapters, merged)
    model = GPT(Config())
    model.load_state_dict(torch.load(merged))
    print(model(torch.arange(8).unsqueeze(0)).argmax(-1))
