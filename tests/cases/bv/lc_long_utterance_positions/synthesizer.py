from torch import nn

from linguistic_encoder import LinguisticEncoder


class PostNet(nn.Module):
    def __init__(self, n_mels, layers):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(n_mels, n_mels, 5, padding=2) for _ in range(layers))

    def forward(self, mel):
        x = mel.transpose(1, 2)
        for conv in self.convs:
            x = x + conv(x).tanh()
        return x.transpose(1, 2)


class Synthesizer(nn.Module):
    def __init__(self, preprocess, cfg):
        super().__init__()
        self.linguistic_encoder = LinguisticEncoder(preprocess["vocab"], cfg)
        self.mel_linear = nn.Linear(cfg["encoder_hidden"], preprocess["n_mels"])
        self.postnet = PostNet(preprocess["n_mels"], cfg["postnet_layers"])

    def forward(self, phones, durations):
        mel = self.mel_linear(self.linguistic_encoder(phones, durations))
        return mel, self.postnet(mel)
