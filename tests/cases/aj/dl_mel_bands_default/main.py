import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader

from config import h
from meldataset import MelDataset
from models import Generator

torch.manual_seed(1234)
t = torch.arange(2 * h["sampling_rate"]) / h["sampling_rate"]
wavs = [0.5 * torch.sin(2 * torch.pi * f * t) for f in (110.0, 165.0, 220.0, 262.0, 330.0, 392.0, 440.0, 523.0)]

generator = Generator(h)
optim_g = torch.optim.AdamW(generator.parameters(), h["learning_rate"], betas=(0.8, 0.99))
loader = DataLoader(MelDataset(wavs, h), batch_size=h["batch_size"], shuffle=True, drop_last=True)
for step, (mel, audio) in enumerate(loader):
    generated = generator(mel)
    loss = F.l1_loss(generated, audio.unsqueeze(1))
    optim_g.zero_grad()
    loss.backward()
    optim_g.step()
    print(f"step {step}, l1 {loss.item():.4f}")
