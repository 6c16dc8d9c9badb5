import torch
from torch import nn

SAMPLE_RATE = 16000


def load_audio_spectrogram(seconds, n_fft=320, hop=160):
    """log spectrogram of a (made up) recording: (time, frequency)"""
    audio = torch.randn(seconds * SAMPLE_RATE)
    spec = torch.stft(audio, n_fft, hop, window=torch.hamming_window(n_fft), return_complex=True).abs()
    return spec.log1p().T


class BatchRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.batch_norm = nn.BatchNorm1d(input_size)
        self.rnn = nn.GRU(input_size, hidden_size, bidirectional=True)

    def forward(self, x):
        t, n, h = x.shape
        x = self.batch_norm(x.reshape(t * n, h)).view(t, n, h)
        x, _ = self.rnn(x)
        return x.view(t, n, 2, -1).sum(2)


class DeepSpeech(nn.Module):
    def __init__(self, labels="_'abcdefghijklmnopqrstuvwxyz ", hidden=64):
        super().__init__()
        self.labels = labels
        self.conv = nn.Sequential(
            nn.Conv2d(1, 32, kernel_size=(41, 11), stride=(2, 2), padding=(20, 5)),
            nn.BatchNorm2d(32),
            nn.Hardtanh(0, 20, inplace=True),
            nn.Conv2d(32, 32, kernel_size=(21, 11), stride=(2, 1), padding=(10, 5)),
            nn.BatchNorm2d(32),
            nn.Hardtanh(0, 20, inplace=True),
        )
        rnn_input_size = 161
        rnn_input_size = (rnn_input_size + 2 * 20 - 41) // 2 + 1
        rnn_input_size = (rnn_input_size + 2 * 10 - 21) // 2 + 1
        self.rnns = nn.Sequential(BatchRNN(rnn_input_size * 32, hidden), BatchRNN(hidden, hidden))
        self.fc = nn.Linear(hidden, len(labels))

    def forward(self, x):
        x = self.conv(x)
        sizes = x.size()
        x = x.view(sizes[0], sizes[1] * sizes[2], sizes[3])
        x = x.transpose(1, 2).transpose(0, 1).contiguous()
        return self.fc(self.rnns(x)).transpose(0, 1)


def main():
    model = DeepSpeech()
    model.eval()
    spect = load_audio_spectrogram(seconds=3)
    spect = spect.view(1, 1, spect.size(0), spect.size(1))
    with torch.no_grad():
        out = model(spect)
    best = out[0].argmax(1).tolist()
    print("".join(model.labels[k] for k in best)[:40])


if __name__ == "__main__":
    main()
