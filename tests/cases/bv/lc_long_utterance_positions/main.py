import torch
from torch.utils.data import DataLoader

import config
from dataset import AlignedText, collate
from synthesizer import Synthesizer


def masked_l1(pred, target, lens):
    mask = torch.arange(target.size(1))[None] < lens[:, None]
    return ((pred - target).abs().mean(-1) * mask).sum() / mask.sum()


def main():
    torch.manual_seed(0)
    data = AlignedText(config.preprocess)
    loader = DataLoader(data, batch_size=config.train["batch_size"], collate_fn=collate)
    model = Synthesizer(config.preprocess, config.model)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.train["learning_rate"])
    for step, (phones, durations, mels, mel_lens) in enumerate(loader):
        mel, mel_post = model(phones, durations)
        loss = masked_l1(mel, mels, mel_lens) + masked_l1(mel_post, mels, mel_lens)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.4f}")
        if step + 1 == config.train["total_step"]:
            break


main()
