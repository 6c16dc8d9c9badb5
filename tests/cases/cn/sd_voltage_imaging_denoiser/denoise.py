import torch

from model import SUPPORT


def load_model(path, opt):
    model = SUPPORT(in_channels=opt.patch_size[0], mid_channels=opt.mid_channels)
    model.load_state_dict(torch.load(path))
    return model.eval()


@torch.no_grad()
def denoise(model, movie):
    depth = model.in_channels
    frames = [model(movie[t:t + depth].unsqueeze(0))[0, 0] for t in range(len(movie) - depth + 1)]
    return torch.stack(frames)


def psnr(a, b):
    return (-10 * torch.log10(((a - b) ** 2).mean())).item()
