import torch


def clouds(batches, batch_size, n_points, classes):
    for _ in range(batches):
        points = torch.randn(batch_size, n_points, 3)
        yield points / points.norm(dim=-1, keepdim=True), torch.randint(0, classes, (batch_size,))
