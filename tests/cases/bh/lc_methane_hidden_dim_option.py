import argparse

import torch
from torch import nn


def get_args(argv):
    parser = argparse.ArgumentParser("Methane plumes in hyperspectral tiles")
    parser.add_argument("--bands", type=int, default=90)
    parser.add_argument("--hidden_dim", type=int, default=256)
    parser.add_argument("--dim_feedforward", type=int, default=512)
    parser.add_argument("--nheads", type=int, default=8)
    parser.add_argument("--num_queries", type=int, default=100)
    parser.add_argument("--lr", type=float, default=1e-4)
    return parser.parse_args(argv)


class QueryRefiner(nn.Module):
    """Mixes the response of the matched filter into the queries."""

    def __init__(self, d_model, dim_feedforward):
        super().__init__()
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)

    def forward(self, query, mf):
        query = query * mf.unsqueeze(1)
        return query + self.linear2(torch.relu(self.linear1(query)))


class Transformer(nn.Module):
    def __init__(self, d_model=256, nhead=8, dim_feedforward=512):
        super().__init__()
        self.refine = QueryRefiner(d_model, dim_feedforward)
        self.encoder = nn.TransformerEncoderLayer(d_model, nhead, dim_feedforward, batch_first=True)
        self.decoder = nn.TransformerDecoderLayer(d_model, nhead, dim_feedforward, batch_first=True)

    def forward(self, src, query, mf):
        tgt = self.refine(query.expand(len(src), -1, -1), mf)
        return self.decoder(tgt, self.encoder(src))


def build_transformer(args):
    return Transformer(nhead=args.nheads, dim_feedforward=args.dim_feedforward)


class MethaneMapper(nn.Module):
    def __init__(self, transformer, args):
        super().__init__()
        self.backbone = nn.Conv2d(args.bands, args.hidden_dim, 16, 16)
        self.mf_proj = nn.Linear(1, args.hidden_dim)
        self.query_embed = nn.Embedding(args.num_queries, args.hidden_dim)
        self.transformer = transformer
        self.bbox_embed = nn.Linear(args.hidden_dim, 4)

    def forward(self, tile, matched_filter):
        src = self.backbone(tile).flatten(2).transpose(1, 2)
        mf = torch.sigmoid(self.mf_proj(matched_filter.mean(dim=(2, 3))))
        hs = self.transformer(src, self.query_embed.weight[None], mf)
        return self.bbox_embed(hs).sigmoid()


args = get_args(["--hidden_dim", "224", "--num_queries", "200"])
model = MethaneMapper(build_transformer(args), args)
optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
tile, mf_map = torch.rand(1, args.bands, 128, 128), torch.rand(1, 1, 128, 128)
boxes = model(tile, mf_map)
loss = (boxes - torch.tensor([0.5, 0.5, 0.2, 0.2])).abs().mean()
loss.backward()
optimizer.step()
print(boxes.shape, loss.item())
