import torch


def detection_batches(n, num_priors, num_classes, batch=4):
    for _ in range(n):
        images = torch.rand(batch, 3, 64, 64)
        loc = torch.randn(batch, num_priors, 4)
        conf = torch.zeros(batch, num_priors, dtype=torch.long)
        for b in range(batch):
            matched = torch.randperm(num_priors)[:7]
            conf[b, matched] = torch.randint(1, num_classes, (7,))
        yield images, loc, conf
