import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

AUDIO = dict(num_mels=80, fft_size=1024)


class Utterances(Dataset):
    def __init__(self, audio, n=8, frames=45):
        g = torch.Generator().manual_seed(8)
        bins = audio["fft_size"] // 2 + 1
        self.text = torch.randint(1, 40, (n, 20), generator=g)
        self.linear = torch.rand(n, frames, bins, generator=g)
        to_mel = torch.rand(bins, audio["num_mels"], generator=g) / bins
        self.mel = self.linear @ to_mel

    def __len__(self):
        return len(self.text)

    def __getitem__(self, i):
        return self.text[i], self.mel[i], self.linear[i]


class PostCBHG(nn.Module):
    def __init__(self, dim, hidden=32):
        super().__init__()
        self.bank = nn.ModuleList(nn.Conv1d(dim, hidden, k, padding=k // 2) for k in (1, 3, 5))
        self.gru = nn.GRU(3 * hidden, hidden, batch_first=True, bidirectional=True)

    def forward(self, x):
        x = x.transpose(1, 2)
        x = torch.cat([F.relu(conv(x)) for conv in self.bank], dim=1)
        return self.gru(x.transpose(1, 2))[0]


class Tacotron(nn.Module):
    """Decoder gives mel frames, the postnet turns them into linear spectrograms."""

    def __init__(self, n_chars, decoder_output_dim, postnet_output_dim, hidden=48):
        super().__init__()
        self.embedding = nn.Embedding(n_chars, hidden)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.decoder = nn.GRU(decoder_output_dim + hidden, hidden, batch_first=True)
        self.proj = nn.Linear(hidden, decoder_output_dim)
        self.postnet = PostCBHG(decoder_output_dim)
        self.last_linear = nn.Linear(64, postnet_output_dim)

    def forward(self, text, mel):
        memory = self.encoder(self.embedding(text))[1][-1]
        previous = F.pad(mel[:, :-1], (0, 0, 1, 0))
        memory = memory.unsqueeze(1).expand(-1, mel.size(1), -1)
        hidden, _ = self.decoder(torch.cat([previous, memory], dim=2))
        decoder_outputs = self.proj(hidden)
        return decoder_outputs, self.last_linear(self.postnet(decoder_outputs))


class TacotronLoss(nn.Module):
    def forward(self, postnet_output, decoder_output, mel_input, linear_input):
        decoder_loss = F.l1_loss(decoder_output, mel_input)
        postnet_loss = F.l1_loss(postnet_output, mel_input)
        return {"decoder_loss": decoder_loss, "postnet_loss": postnet_loss, "loss": decoder_loss + postnet_loss}


model = Tacotron(40, AUDIO["num_mels"], AUDIO["fft_size"] // 2 + 1)
criterion = TacotronLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for text, mel, linear in DataLoader(Utterances(AUDIO), batch_size=4):
    decoder_output, postnet_output = model(text, mel)
    losses = criterion(postnet_output, decoder_output, mel, linear)
    optimizer.zero_grad()
    losses["loss"].backward()
    optimizer.step()
    print({k: round(v.item(), 4) for k, v in losses.items()})
