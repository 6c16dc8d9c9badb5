from copy import deepcopy

import torch

from models import SiT, SiT_models


@torch.no_grad()
def update_ema(ema, model, decay=0.99):
    for p_ema, p in zip(ema.parameters(), model.parameters()):
        p_ema.lerp_(p, 1 - decay)


def train(args, ckpt_path):
    model = SiT(input_size=args.image_size // 8, num_classes=args.num_classes, **SiT_models[args.model])
    ema = deepcopy(model)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0)
    for step in range(args.steps):
        x1 = torch.randn(args.batch_size, 4, args.image_size // 8, args.image_size // 8)
        y = torch.randint(0, args.num_classes, (args.batch_size,))
        x0, t = torch.randn_like(x1), torch.rand(args.batch_size)
        xt = torch.lerp(x0, x1, t[:, None, None, None])
        loss = (model(xt, t, y) - (x1 - x0)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        update_ema(ema, model)
        print(f"(step={step:04d}) train loss {loss.item():.4f}")
    torch.save({"model": model.state_dict(), "ema": ema.state_dict()}, ckpt_path)
