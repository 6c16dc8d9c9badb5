import wave

import numpy as np
import torch

from stft import STFT

max_wav_value = 32768.0
n_mel_channels = 20


class TacotronSTFT(torch.nn.Module):
    def __init__(self):
        super(TacotronSTFT, self).__init__()
        self.stft_fn = STFT()
        self.register_buffer("mel_basis", torch.rand(n_mel_channels, 129, generator=torch.Generator().manual_seed(0)))

    def mel_spectrogram(self, y):
        magnitudes = self.stft_fn.transform(y)
        mel_output = torch.matmul(self.mel_basis, magnitudes)
        return torch.log(torch.clamp(mel_output, min=1e-5))


stft = TacotronSTFT()


def load_wav_to_torch(full_path):
    with wave.open(full_path) as f:
        sampling_rate, channels = f.getframerate(), f.getnchannels()
        data = np.frombuffer(f.readframes(f.getnframes()), dtype=np.int16)
    if channels > 1:
        data = data.reshape(-1, channels)
    return torch.FloatTensor(data.astype(np.float32)), sampling_rate


def get_mel(filename):
    audio, sampling_rate = load_wav_to_torch(filename)
    audio_norm = audio / max_wav_value
    audio_norm = audio_norm.unsqueeze(0)
    melspec = stft.mel_spectrogram(audio_norm)
    return torch.squeeze(melspec, 0)
