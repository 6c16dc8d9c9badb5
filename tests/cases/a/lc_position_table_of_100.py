import torch
import torch.nn as nn
import torch.optim as optim

PAD_IDX = 1
CLIP = 1


class Encoder(nn.Module):
    def __init__(self, input_dim, hid_dim, n_layers, n_heads, pf_dim, dropout, max_length=100):
        super().__init__()
        self.tok_embedding = nn.Embedding(input_dim, hid_dim)
        self.pos_embedding = nn.Embedding(max_length, hid_dim)
        self.layers = nn.ModuleList([
            nn.TransformerEncoderLayer(hid_dim, n_heads, pf_dim, dropout, batch_first=True) for _ in range(n_layers)])
        self.dropout = nn.Dropout(dropout)
        self.scale = hid_dim ** 0.5

    def forward(self, src, src_mask):
        batch_size, src_len = src.shape
        pos = torch.arange(0, src_len).unsqueeze(0).repeat(batch_size, 1)
        src = self.dropout((self.tok_embedding(src) * self.scale) + self.pos_embedding(pos))
        for layer in self.layers:
            src = layer(src, src_key_padding_mask=src_mask)
        return src


class Tagger(nn.Module):
    def __init__(self, encoder, hid_dim, n_tags):
        super().__init__()
        self.encoder = encoder
        self.fc_out = nn.Linear(hid_dim, n_tags)

    def forward(self, src):
        return self.fc_out(self.encoder(src, src == PAD_IDX))


def bucket_iterator(lengths, batch_size, vocab):
    g = torch.Generator().manual_seed(12)
    lengths = sorted(lengths)
    for i in range(0, len(lengths), batch_size):
        group = lengths[i:i + batch_size]
        src = torch.full((len(group), max(group)), PAD_IDX)
        for row, n in zip(src, group):
            row[:n] = torch.randint(2, vocab, (n,), generator=g)
        yield src, src % 5


def train(model, iterator, optimizer, criterion, clip):
    model.train()
    epoch_loss = 0
    for src, trg in iterator:
        optimizer.zero_grad()
        output = model(src)
        loss = criterion(output.view(-1, output.shape[-1]), trg.view(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss


INPUT_DIM, HID_DIM = 200, 32
enc = Encoder(INPUT_DIM, HID_DIM, 2, 4, 64, 0.1)
model = Tagger(enc, HID_DIM, 5)
optimizer = optim.Adam(model.parameters(), lr=0.0005)
sentence_lengths = [12, 40, 23, 88, 61, 35, 117, 9, 54, 97, 18, 76]
print("train loss", train(model, bucket_iterator(sentence_lengths, 4, INPUT_DIM), optimizer, nn.CrossEntropyLoss(), CLIP))
