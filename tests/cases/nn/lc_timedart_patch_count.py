from argparse import Namespace

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

args = Namespace(input_len=300, enc_in=2, patch_len=15, stride=15, d_model=16, n_heads=4, e_layers=1, d_ff=32,
                 dropout=0.2, head_dropout=0.2, batch_size=8, learning_rate=0.001, train_epochs=1)


class EEGLoader(Dataset):
    def __init__(self, args, n=32):
        g = torch.Generator().manual_seed(4)
        self.x = torch.randn(n, args.input_len, args.enc_in, generator=g).cumsum(1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i]


class Patch(nn.Module):
    def __init__(self, patch_len, stride):
        super(Patch, self).__init__()
        self.patch_len, self.stride = patch_len, stride
        self.padding = nn.ReplicationPad1d((0, stride))

    def forward(self, x):
        # x: [batch_size * num_features, input_len]
        x = self.padding(x.unsqueeze(1)).squeeze(1)
        return x.unfold(-1, self.patch_len, self.stride)


class AddSosToken(nn.Module):
    def __init__(self, sos_token):
        super().__init__()
        self.sos_token = sos_token

    def forward(self, x):
        sos = self.sos_token.expand(x.size(0), -1, -1)
        return torch.cat([sos, x], dim=1)


class FlattenHead(nn.Module):
    def __init__(self, seq_len, d_model, pred_len, dropout):
        super(FlattenHead, self).__init__()
        self.flatten = nn.Flatten(start_dim=-2)
        self.forecast_head = nn.Linear(seq_len * d_model, pred_len, bias=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        x = self.flatten(x)
        x = self.forecast_head(x)
        return self.dropout(x)


class Model(nn.Module):
    def __init__(self, args):
        super(Model, self).__init__()
        self.input_len = args.input_len
        self.patch = Patch(args.patch_len, args.stride)
        self.seq_len = int((args.input_len - args.patch_len) / args.stride) + 2
        self.enc_embedding = nn.Linear(args.patch_len, args.d_model)
        self.positional_encoding = nn.Parameter(torch.randn(1, 512, args.d_model) * 0.02)
        self.add_sos = AddSosToken(nn.Parameter(torch.randn(1, 1, args.d_model)))
        layer = nn.TransformerEncoderLayer(args.d_model, args.n_heads, args.d_ff, args.dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, args.e_layers)
        self.projection = FlattenHead(self.seq_len, args.d_model, args.input_len, args.head_dropout)

    def pretrain(self, x):
        batch_size, input_len, num_features = x.size()
        means = x.mean(1, keepdim=True)
        stdevs = x.std(1, keepdim=True) + 1e-5
        x = (x - means) / stdevs
        # channel independence
        x = x.permute(0, 2, 1).reshape(batch_size * num_features, input_len)
        x = self.enc_embedding(self.patch(x))
        x = self.add_sos(x)
        x = x + self.positional_encoding[:, :x.size(1)]
        mask = nn.Transformer.generate_square_subsequent_mask(x.size(1))
        x = self.encoder(x, mask=mask)
        x = self.projection(x)
        x = x.view(batch_size, num_features, -1).permute(0, 2, 1)
        return x * stdevs + means

    def forward(self, x):
        return self.pretrain(x)


torch.manual_seed(2023)
model = Model(args)
model_optim = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
for epoch in range(args.train_epochs):
    for batch_x in DataLoader(EEGLoader(args), batch_size=args.batch_size, shuffle=True):
        model_optim.zero_grad()
        pred_x = model(batch_x)
        diff_loss = nn.functional.mse_loss(pred_x, batch_x)
        diff_loss.backward()
        model_optim.step()
        print(f"Epoch: {epoch} diff_loss: {diff_loss.item():.4f}")
