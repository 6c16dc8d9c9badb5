import os
import tempfile

import torch

from masking import MaskingModel

SAMPLE_RATE, SECONDS = 4000, 4


def tracks(n=8):
    t = torch.arange(SAMPLE_RATE * SECONDS) / SAMPLE_RATE
    tones = torch.rand(n, 3, 1) * 800 + 100
    return torch.sin(2 * torch.pi * tones * t).mean(1) + 0.05 * torch.randn(n, len(t))


def pretrain(ckpt_path, steps=3):
    model = MaskingModel()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
    for step in range(steps):
        loss = model(tracks())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} train_loss {loss.item():.4f}")
    torch.save({"state_dict": model.state_dict()}, ckpt_path)


def extract(ckpt_path, audio):
    model = MaskingModel()
    state = torch.load(ckpt_path)["state_dict"]
    model.load_state_dict(state)
    model.eval()
    return model.extract_embeddings(audio)


if __name__ == "__main__":
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "last.ckpt")
        pretrain(path)
        print("embeddings", tuple(extract(path, tracks(4)).shape))
