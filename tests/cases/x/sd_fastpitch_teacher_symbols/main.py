import argparse
import os
import tempfile

import torch

from arg_parser import parse_tacotron2_args, tacotron2_config
from model import Tacotron2
from symbols import symbols, text_to_sequence


def earlier_training(path):
    """The teacher as it was left by the training on the own corpus."""
    teacher = Tacotron2(len(symbols), 64, 5, 2, 80)
    state = {"module." + k: v for k, v in teacher.state_dict().items()}
    torch.save({"epoch": 1500, "state_dict": state}, path)


def unwrap_distributed(state_dict):
    return {k.replace("module.", ""): v for k, v in state_dict.items()}


def load_and_setup_model(parser, checkpoint):
    args, _ = parser.parse_known_args()
    model = Tacotron2(**tacotron2_config(args))
    sd = unwrap_distributed(torch.load(checkpoint)["state_dict"])
    status = str(model.load_state_dict(sd, strict=False))
    print(f"Loaded from {checkpoint}. {status}")
    model.eval()
    return model


@torch.no_grad()
def extract(model, lines, out_dir):
    os.makedirs(out_dir, exist_ok=True)
    for i, line in enumerate(lines):
        mel = model(torch.tensor([text_to_sequence(line)]))[0]
        torch.save(mel, os.path.join(out_dir, f"{i:04d}.pt"))
        print(f"{i:04d}: {len(line)} symbols, mel {tuple(mel.shape)}")


def main():
    parser = argparse.ArgumentParser(description="Extract mel-spectrograms with a trained teacher", allow_abbrev=False)
    parser.add_argument("--dataset-path", default=None)
    parser = parse_tacotron2_args(parser)
    args, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = args.dataset_path or folder
        checkpoint = os.path.join(folder, "tacotron2_1500.pt")
        earlier_training(checkpoint)
        model = load_and_setup_model(parser, checkpoint)
        extract(model, ["Xin chao, ban khoe khong?", "Hom nay troi dep."], os.path.join(folder, "mels"))


if __name__ == "__main__":
    main()
