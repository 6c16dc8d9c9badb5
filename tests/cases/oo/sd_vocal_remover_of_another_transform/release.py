import torch
import torch.nn.functional as F

from nets import CascadedNet


def to_spec(wave, n_fft, hop):
    return torch.stft(wave, n_fft, hop, window=torch.hann_window(n_fft), return_complex=True)


def synth_song(seconds=1.0, rate=8000, seed=0):
    g = torch.Generator().manual_seed(seed)
    t = torch.arange(int(seconds * rate)) / rate
    vocals = torch.sin(2 * torch.pi * (220 + 20 * torch.sin(5 * t)) * t)
    drums = torch.randn(len(t), generator=g) * (torch.sin(2 * torch.pi * 2 * t) > 0.9)
    mix = torch.stack([0.6 * vocals + 0.4 * drums, 0.5 * vocals + 0.5 * drums])
    return mix, torch.stack([0.4 * drums, 0.5 * drums])


def train_and_publish(path, n_fft=168, hop=42, steps=4):
    model = CascadedNet(n_fft)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    for k in range(steps):
        mix, inst = [to_spec(w, n_fft, hop).abs()[None] for w in synth_song(seed=k)]
        loss = F.l1_loss(model(mix) * mix, inst)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), path)
