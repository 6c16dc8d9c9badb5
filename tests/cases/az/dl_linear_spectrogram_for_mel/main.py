import torch
from torch.utils.data import DataLoader

from config import hps
from data_utils import TextAudioLoader
from models import SynthesizerTrn

if hps.data.use_mel_posterior_encoder:
    print("Using mel posterior encoder for VITS2")
    posterior_channels = hps.data.n_mel_channels
else:
    print("Using lin posterior encoder for VITS1")
    posterior_channels = hps.data.filter_length // 2 + 1

train_loader = DataLoader(TextAudioLoader(hps.data), batch_size=hps.train.batch_size)
net_g = SynthesizerTrn(posterior_channels, hps.model.inter_channels, hps.model.hidden_channels)
optim_g = torch.optim.AdamW(net_g.parameters(), hps.train.learning_rate)

for epoch in range(hps.train.epochs):
    for text, spec, wav in train_loader:
        y_hat, m, logs = net_g(spec)
        loss_rec = (y_hat[:, 0, :wav.size(1)] - wav).abs().mean()
        loss_kl = 0.5 * (m ** 2 + torch.exp(2 * logs) - 2 * logs - 1).mean()
        optim_g.zero_grad()
        (45 * loss_rec + loss_kl).backward()
        optim_g.step()
        print(epoch, loss_rec.item(), loss_kl.item())
