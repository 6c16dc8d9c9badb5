import tempfile

import config
import torch
from adapter import TinyUNet, adapt
from release import download


def build():
    return adapt(TinyUNet(**config.unet), **config.lora)


def denoise(model):
    x = torch.randn(1, 4, config.sample["size"], config.sample["size"])
    with torch.no_grad():
        for _ in range(config.sample["steps"]):
            x = x - 0.1 * model(x)
    return x


def main():
    torch.manual_seed(0)
    model = build().eval()
    with tempfile.TemporaryDirectory() as folder:
        weights = torch.load(download(folder))
    result = model.load_state_dict(weights, strict=False)
    print(len(result.missing_keys), "weights kept from the base model")
    print("sample", denoise(model).abs().mean().item())


main()
