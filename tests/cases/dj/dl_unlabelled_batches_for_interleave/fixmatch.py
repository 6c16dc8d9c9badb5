import torch
import torch.nn.functional as F


def interleave(x, size):
    s = list(x.shape)
    return x.reshape([-1, size] + s[1:]).transpose(0, 1).reshape([-1] + s[1:])


def de_interleave(x, size):
    s = list(x.shape)
    return x.reshape([size, -1] + s[1:]).transpose(0, 1).reshape([-1] + s[1:])


def train_step(args, model, labeled, unlabeled):
    inputs_x, targets_x = labeled
    (inputs_u_w, inputs_u_s), _ = unlabeled
    inputs = interleave(torch.cat((inputs_x, inputs_u_w, inputs_u_s)), 2 * args.mu + 1)
    logits = de_interleave(model(inputs), 2 * args.mu + 1)
    logits_x = logits[:len(inputs_x)]
    logits_u_w, logits_u_s = logits[len(inputs_x):].chunk(2)

    max_probs, targets_u = torch.softmax(logits_u_w.detach(), dim=-1).max(dim=-1)
    mask = max_probs.ge(args.threshold).float()
    Lu = (F.cross_entropy(logits_u_s, targets_u, reduction="none") * mask).mean()
    return F.cross_entropy(logits_x, targets_x) + Lu
