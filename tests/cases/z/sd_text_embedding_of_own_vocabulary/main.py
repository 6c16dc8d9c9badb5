"""Continues the training of a speech model on one speaker."""
import argparse
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from corpus import SpeechText, prepare_speaker_data, read_vocab
from model import FlowTransformer

N_MELS = 20


def release(folder):
    """The published base model with the symbols that it knows."""
    os.makedirs(folder)
    symbols = [chr(c) for c in range(32, 127)] + [chr(c) for c in range(0x4E00, 0x4E00 + 400)]
    with open(os.path.join(folder, "vocab.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(symbols))
    base = FlowTransformer(len(symbols), N_MELS)
    torch.save({"model_state_dict": base.state_dict(), "step": 1200000}, os.path.join(folder, "model_1200000.pt"))


def flow_matching_loss(model, mel, text):
    noise = torch.randn_like(mel)
    time = torch.rand(len(mel))
    t = time[:, None, None]
    cond = mel * (torch.rand(mel.shape[:2]) < 0.3).unsqueeze(-1)
    return nn.functional.mse_loss(model((1 - t) * noise + t * mel, cond, text, time), mel - noise)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset_name", default="kitchen_radio")
    parser.add_argument("--pretrain_name", default="base_zh_en")
    parser.add_argument("--batch_size", type=int, default=3)
    parser.add_argument("--learning_rate", type=float, default=1e-4)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as root:
        data_dir = os.path.join(root, "data", args.dataset_name)
        ckpt_dir = os.path.join(root, "ckpts", args.pretrain_name)
        release(ckpt_dir)
        prepare_speaker_data(data_dir)

        vocab_path = os.path.join(data_dir, "vocab.txt")
        char_map = read_vocab(vocab_path)
        model = FlowTransformer(len(char_map), N_MELS)
        checkpoint = torch.load(os.path.join(ckpt_dir, "model_1200000.pt"))
        model.load_state_dict(checkpoint["model_state_dict"])

        loader = DataLoader(SpeechText(data_dir, char_map, N_MELS, frames=40), args.batch_size, shuffle=True)
        optimizer = torch.optim.AdamW(model.parameters(), lr=args.learning_rate)
        for text, mel in loader:
            loss = flow_matching_loss(model, mel, text)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"resumed from step {checkpoint['step']}, loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
