import torch
import torch.nn.functional as F

import config
from mel_processing import mel_spectrogram, spec_to_mel, spectrogram
from models import SynthesizerTrn, slice_segments

hps_data, hps_train = config.data, config.train
n_fft, hop, win = hps_data["filter_length"], hps_data["hop_length"], hps_data["win_length"]
n_mels = hps_data["n_mel_channels"]
segment_frames = hps_train["segment_size"] // hop

net_g = SynthesizerTrn(n_fft // 2 + 1, segment_frames, **config.model)
optim_g = torch.optim.AdamW(net_g.parameters(), hps_train["learning_rate"])


def train_step(wav):
    spec = spectrogram(wav, n_fft, hop, win)
    y_hat, ids_slice = net_g(spec)
    mel = spec_to_mel(spec, n_fft, n_mels)
    y_mel = slice_segments(mel, ids_slice, segment_frames)
    y_hat_mel = mel_spectrogram(y_hat.squeeze(1), n_fft, hop, win, n_mels)
    loss_mel = F.l1_loss(y_mel, y_hat_mel) * hps_train["c_mel"]
    optim_g.zero_grad()
    loss_mel.backward()
    optim_g.step()
    return loss_mel.item()


torch.manual_seed(0)
for step in range(2):
    wav = torch.randn(hps_train["batch_size"], hps_data["sampling_rate"]) * 0.1
    print(step, train_step(wav))
