import math

import torch
from torch import nn

VOCAB_SIZE = 388
args = dict(
    num_prime=24,
    target_seq_length=160,
    max_sequence=128,
    d_model=32,
    n_layers=2,
    num_heads=4,
)


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(max_len).float().unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div)
        pe[:, 1::2] = torch.cos(position * div)
        self.register_buffer("pe", pe.unsqueeze(1))

    def forward(self, x):
        return x + self.pe[:x.size(0)]


class MusicTransformer(nn.Module):
    def __init__(self, n_layers, num_heads, d_model, max_sequence):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB_SIZE, d_model)
        self.positional_encoding = PositionalEncoding(d_model, max_sequence)
        layer = nn.TransformerEncoderLayer(d_model, num_heads, 4 * d_model, dropout=0.1)
        self.transformer = nn.TransformerEncoder(layer, n_layers)
        self.Wout = nn.Linear(d_model, VOCAB_SIZE)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1])
        x = self.embedding(x).permute(1, 0, 2)
        x = self.positional_encoding(x)
        out = self.transformer(x, mask=mask)
        return self.Wout(out).permute(1, 0, 2)

    def generate(self, primer, target_seq_length):
        gen_seq = primer.unsqueeze(0)
        while gen_seq.shape[1] < target_seq_length:
            probs = self(gen_seq)[:, -1].softmax(dim=-1)
            next_token = torch.multinomial(probs, 1)
            gen_seq = torch.cat([gen_seq, next_token], dim=1)
        return gen_seq[0]


torch.manual_seed(0)
model = MusicTransformer(args["n_layers"], args["num_heads"], args["d_model"], args["max_sequence"])
model.eval()
primer = torch.randint(0, VOCAB_SIZE, (args["num_prime"],))
with torch.no_grad():
    events = model.generate(primer, args["target_seq_length"])
print(len(events), "midi events:", events[:12].tolist())
