import torch


def spectrogram_torch(y, n_fft, hop_size, win_size):
    window = torch.hann_window(win_size)
    spec = torch.stft(y, n_fft, hop_size, win_size, window, center=True, return_complex=True)
    return torch.sqrt(spec.real ** 2 + spec.imag ** 2 + 1e-9)


def spec_to_mel_torch(spec, n_fft, num_mels):
    basis = torch.rand(num_mels, n_fft // 2 + 1, generator=torch.Generator().manual_seed(num_mels))
    return torch.log(torch.clamp(torch.matmul(basis, spec), min=1e-5))
