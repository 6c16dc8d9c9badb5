import torch
from torch import nn
from torch.utils.data import DataLoader

config = dict(hidden_size=64, mask_time_prob=0.2, mask_time_length=5, mask_feature_prob=0.2, mask_feature_length=8)


def compute_mask_indices(shape, mask_prob, mask_length, attention_mask=None):
    """SpecAugment: random spans along the last axis of shape."""
    batch_size, length = shape
    n_spans = max(int(mask_prob * length / mask_length), 1)
    starts = torch.multinomial(torch.ones(batch_size, length - mask_length + 1), n_spans)
    idx = (starts.unsqueeze(-1) + torch.arange(mask_length)).flatten(1)
    mask = torch.zeros(shape, dtype=torch.bool).scatter(1, idx, True)
    if attention_mask is not None:
        mask = torch.where(attention_mask.bool(), mask, False)
    return mask


class Wav2Vec2Encoder(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.cfg, dim = cfg, cfg["hidden_size"]
        self.conv1 = nn.Conv1d(1, 32, 10, stride=5)
        self.conv2 = nn.Conv1d(32, dim, 8, stride=8)
        self.masked_spec_embed = nn.Parameter(torch.rand(dim))
        self.layer = nn.TransformerEncoderLayer(dim, 4, 128, batch_first=True)

    def frame_mask(self, lengths, n):
        frames = ((lengths - 10) // 5 + 1 - 8) // 8 + 1
        return torch.arange(n)[None] < frames[:, None]

    def mask_hidden_states(self, h, attention_mask):
        cfg, (b, t, d) = self.cfg, h.shape
        if cfg["mask_time_prob"] > 0:
            m = compute_mask_indices((b, t), cfg["mask_time_prob"], cfg["mask_time_length"], attention_mask)
            h = torch.where(m.unsqueeze(-1), self.masked_spec_embed, h)
        if cfg["mask_feature_prob"] > 0:
            m = compute_mask_indices((b, d), cfg["mask_feature_prob"], cfg["mask_feature_length"], attention_mask)
            h = h.masked_fill(m.unsqueeze(1), 0.0)
        return h

    def forward(self, wav, lengths):
        h = self.conv2(self.conv1(wav.unsqueeze(1)).relu()).transpose(1, 2)
        mask = self.frame_mask(lengths, h.size(1))
        if self.training:
            h = self.mask_hidden_states(h, mask)
        return self.layer(h, src_key_padding_mask=~mask), mask


class KeywordModel(nn.Module):
    def __init__(self, cfg, n_words=10):
        super().__init__()
        self.wav2vec2 = Wav2Vec2Encoder(cfg)
        self.classifier = nn.Linear(cfg["hidden_size"], n_words)

    def forward(self, wav, lengths):
        h, mask = self.wav2vec2(wav, lengths)
        pooled = (h * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        return self.classifier(pooled)


def collate(items):
    wavs, words = zip(*items)
    padded = nn.utils.rnn.pad_sequence(wavs, batch_first=True)
    return padded, torch.tensor([len(w) for w in wavs]), torch.tensor(words)


clips = [(torch.randn(3000 + 150 * i), i % 10) for i in range(8)]
model = KeywordModel(config).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for wav, lengths, word in DataLoader(clips, batch_size=4, collate_fn=collate):
    loss = nn.functional.cross_entropy(model(wav, lengths), word)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
