import numpy as np
import torch
import torch.nn.functional as F


class STFT(torch.nn.Module):
    def __init__(self, filter_length=256, hop_length=64, win_length=256):
        super(STFT, self).__init__()
        self.filter_length = filter_length
        self.hop_length = hop_length
        fourier_basis = np.fft.fft(np.eye(filter_length))
        cutoff = filter_length // 2 + 1
        fourier_basis = np.vstack([np.real(fourier_basis[:cutoff]), np.imag(fourier_basis[:cutoff])])
        forward_basis = torch.FloatTensor(fourier_basis[:, None, :])
        forward_basis *= torch.hann_window(win_length)
        self.register_buffer("forward_basis", forward_basis)

    def transform(self, input_data):
        num_batches = input_data.size(0)
        num_samples = input_data.size(1)

        # similar to librosa, reflect-pad the input
        input_data = input_data.view(num_batches, 1, num_samples)
        input_data = F.pad(input_data.unsqueeze(1),
                           (self.filter_length // 2, self.filter_length // 2, 0, 0), mode="reflect")
        input_data = input_data.squeeze(1)

        forward_transform = F.conv1d(input_data, self.forward_basis, stride=self.hop_length, padding=0)
        cutoff = self.filter_length // 2 + 1
        real_part = forward_transform[:, :cutoff, :]
        imag_part = forward_transform[:, cutoff:, :]
        return torch.sqrt(real_part ** 2 + imag_part ** 2)
