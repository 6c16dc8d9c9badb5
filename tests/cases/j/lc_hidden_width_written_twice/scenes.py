import torch


def scenes(args, n=3):
    g = torch.Generator().manual_seed(4)
    for _ in range(n):
        polylines = torch.randn(args.batch, 5, args.vectors, 8, generator=g)
        yield polylines, torch.randn(args.batch, args.horizon, 2, generator=g)
