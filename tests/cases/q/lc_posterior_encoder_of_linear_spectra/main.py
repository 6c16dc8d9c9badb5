import torch

from configs import hps
from mel_processing import spec_to_mel_torch, spectrogram_torch
from models import SynthesizerTrn


def main():
    net_g = SynthesizerTrn(
        hps.data.filter_length // 2 + 1,
        **vars(hps.model),
    )
    optim_g = torch.optim.AdamW(net_g.parameters(), hps.train.learning_rate)
    for step in range(2):
        y = torch.rand(hps.train.batch_size, 1984) * 2 - 1
        spec = spectrogram_torch(y, hps.data.filter_length, hps.data.hop_length, hps.data.win_length)
        mel = spec_to_mel_torch(spec, hps.data.filter_length, hps.data.n_mel_channels)
        y_hat, (m, logs) = net_g(mel)
        spec_hat = spectrogram_torch(
            y_hat.squeeze(1)[:, :1984], hps.data.filter_length, hps.data.hop_length, hps.data.win_length
        )
        mel_hat = spec_to_mel_torch(spec_hat, hps.data.filter_length, hps.data.n_mel_channels)
        loss_kl = 0.5 * (m ** 2 + torch.exp(2 * logs) - 2 * logs - 1).mean()
        loss = hps.train.c_mel * torch.nn.functional.l1_loss(mel_hat, mel) + loss_kl
        optim_g.zero_grad()
        loss.backward()
        optim_g.step()
        print(step, loss.item())


main()
