from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

BLANK, SOS, EOS = 0, 1, 2


@dataclass
class Cut:
    features: torch.Tensor
    texts: list


def read_cuts(n, seed=0):
    g = torch.Generator().manual_seed(seed)
    frames = torch.randint(40, 160, (n,), generator=g).tolist()
    return [Cut(torch.randn(f, 80, generator=g), [torch.randint(3, 30, (f // 10,), generator=g)]) for f in frames]


class CutConcatenate:
    def __init__(self, gap=10):
        self.gap = gap

    def __call__(self, cuts):
        cuts = sorted(cuts, key=lambda c: len(c.features), reverse=True)
        packed = cuts[:1]
        for cut in cuts[1:]:
            last = packed[-1]
            if len(last.features) + self.gap + len(cut.features) <= len(cuts[0].features):
                features = torch.cat([last.features, torch.zeros(self.gap, 80), cut.features])
                packed[-1] = Cut(features, last.texts + cut.texts)
            else:
                packed.append(cut)
        return packed


class SpeechRecognitionDataset:
    def __init__(self, cut_transforms=()):
        self.cut_transforms = cut_transforms

    def __getitem__(self, cuts):
        for transform in self.cut_transforms:
            cuts = transform(cuts)
        lengths = torch.tensor([len(c.features) for c in cuts])
        texts = [t for c in cuts for t in c.texts]
        return {"inputs": pad_sequence([c.features for c in cuts], batch_first=True), "lengths": lengths, "texts": texts}


class AttentionModel(nn.Module):
    def __init__(self, dim=64, vocab=30):
        super().__init__()
        self.subsample = nn.Conv1d(80, dim, 4, stride=4)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(dim, 4, 128), 1)
        self.embed = nn.Embedding(vocab, dim)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(dim, 4, 128), 1)
        self.out = nn.Linear(dim, vocab)

    def forward(self, inputs, lengths, texts):
        x = self.subsample(inputs.transpose(1, 2)).permute(2, 0, 1)
        mask = torch.arange(len(x))[None, :] >= lengths[:, None] // 4
        memory = self.encoder(x, src_key_padding_mask=mask)
        ys_in = pad_sequence([torch.cat([torch.tensor([SOS]), t]) for t in texts], padding_value=EOS)
        ys_out = pad_sequence([torch.cat([t, torch.tensor([EOS])]) for t in texts], padding_value=BLANK)
        h = self.decoder(self.embed(ys_in), memory, memory_key_padding_mask=mask)
        return nn.functional.cross_entropy(self.out(h).flatten(0, 1), ys_out.flatten(), ignore_index=BLANK)


train = SpeechRecognitionDataset(cut_transforms=[CutConcatenate()])
model = AttentionModel()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
all_cuts = read_cuts(24)
for step in range(2):
    batch = train[all_cuts[step * 12:(step + 1) * 12]]
    loss = model(batch["inputs"], batch["lengths"], batch["texts"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"batch {step}, att_loss {loss.item():.4f}")
