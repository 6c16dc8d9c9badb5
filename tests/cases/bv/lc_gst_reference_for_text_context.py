from types import SimpleNamespace

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

hp = SimpleNamespace(n_symbols=70, n_mel_channels=80, encoder_embedding_dim=128,
                     ref_enc_filters=[16, 16, 32, 32], ref_enc_gru_size=64, batch_size=4)


class ReferenceEncoder(nn.Module):
    def __init__(self, hp):
        super().__init__()
        filters = [1] + hp.ref_enc_filters
        pairs = list(zip(filters[:-1], filters[1:]))
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairs)
        self.bns = nn.ModuleList(nn.BatchNorm2d(b) for _, b in pairs)
        self.n_channels = hp.n_mel_channels
        width = self.n_channels
        for _ in pairs:
            width = (width - 3 + 2) // 2 + 1
        self.gru = nn.GRU(hp.ref_enc_filters[-1] * width, hp.ref_enc_gru_size, batch_first=True)

    def forward(self, inputs, input_lengths):
        out = inputs.reshape(inputs.size(0), 1, -1, self.n_channels)
        for conv, bn in zip(self.convs, self.bns):
            out = torch.relu(bn(conv(out)))
        out = out.transpose(1, 2).flatten(2)
        steps = (input_lengths / 2 ** len(self.convs)).ceil().long().clamp(max=out.size(1))
        packed = nn.utils.rnn.pack_padded_sequence(out, steps, batch_first=True, enforce_sorted=False)
        _, state = self.gru(packed)
        return state.squeeze(0)


class ProsodyModel(nn.Module):
    """Predicts an utterance's mean mel frame from its text and the sentence before it."""

    def __init__(self, hp):
        super().__init__()
        self.embedding = nn.Embedding(hp.n_symbols, hp.encoder_embedding_dim, padding_idx=0)
        self.encoder = nn.GRU(hp.encoder_embedding_dim, hp.ref_enc_gru_size, batch_first=True)
        self.prefix_embed = ReferenceEncoder(hp)
        self.to_mel = nn.Linear(2 * hp.ref_enc_gru_size, hp.n_mel_channels)

    def forward(self, text, prefix, prefix_len):
        _, state = self.encoder(self.embedding(text))
        context = self.prefix_embed(self.embedding(prefix), prefix_len)
        return self.to_mel(torch.cat([state.squeeze(0), context], dim=1))


def collate(pairs):
    prefix, text = zip(*pairs)
    prefix_len = torch.tensor([len(s) for s in prefix])
    prefix, text = pad_sequence(prefix, batch_first=True), pad_sequence(text, batch_first=True)
    return text, prefix, prefix_len, torch.rand(len(pairs), hp.n_mel_channels)


book = [torch.randint(1, hp.n_symbols, (40 + 7 * (i % 9),)) for i in range(13)]
model = ProsodyModel(hp)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for text, prefix, prefix_len, mel in DataLoader(list(zip(book, book[1:])), hp.batch_size, collate_fn=collate):
    loss = nn.functional.mse_loss(model(text, prefix, prefix_len), mel)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
