from torch import nn


class Tacotron2(nn.Module):
    def __init__(self, n_symbols, symbols_embedding_dim, encoder_kernel_size, encoder_n_convolutions, n_mel_channels):
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, symbols_embedding_dim)
        convolutions = []
        for _ in range(encoder_n_convolutions):
            convolutions += [
                nn.Conv1d(symbols_embedding_dim, symbols_embedding_dim, encoder_kernel_size, padding=encoder_kernel_size // 2),
                nn.BatchNorm1d(symbols_embedding_dim),
                nn.ReLU(),
            ]
        self.encoder = nn.Sequential(*convolutions)
        self.lstm = nn.LSTM(symbols_embedding_dim, symbols_embedding_dim // 2, batch_first=True, bidirectional=True)
        self.to_mel = nn.Linear(symbols_embedding_dim, n_mel_channels)

    def forward(self, text):
        x = self.encoder(self.embedding(text).transpose(1, 2))
        x, _ = self.lstm(x.transpose(1, 2))
        return self.to_mel(x).transpose(1, 2)
