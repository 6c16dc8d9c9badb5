import copy

import torch
from torch import nn

from model import get_model


def update_ema(ema, model, decay=0.99):
    with torch.no_grad():
        for e, p in zip(ema.parameters(), model.parameters()):
            e.lerp_(p, 1 - decay)


def denoising_loss(model, latents):
    noise = torch.randn_like(latents)
    t = torch.randint(0, 1000, (len(latents),)).float()
    a = (1 - t / 1000).view(-1, 1, 1, 1, 1)
    return nn.functional.mse_loss(model(a.sqrt() * latents + (1 - a).sqrt() * noise, t), noise)


def fit(model, args, steps, lr=1e-4):
    """Returns the exponential moving average of the weights."""
    ema = copy.deepcopy(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    size = args["image_size"] // 8
    for step in range(steps):
        latents = torch.randn(1, args["num_frames"], 4, size, size)
        loss = denoising_loss(model, latents)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        update_ema(ema, model)
        print(f"step {step} loss {loss.item():.4f}")
    return ema


def pretrain(args, path):
    ema = fit(get_model(args), args, args["steps"], args["lr"])
    torch.save({"ema": ema.state_dict(), "args": args}, path)
