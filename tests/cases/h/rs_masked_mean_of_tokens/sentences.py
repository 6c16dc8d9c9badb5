import torch


def padded(lists):
    length = max(map(len, lists))
    ids = torch.zeros(len(lists), length, dtype=torch.long)
    for row, words in enumerate(lists):
        ids[row, :len(words)] = torch.tensor(words)
    return ids, ids != 0


def batches(n=3, size=6):
    g = torch.Generator().manual_seed(8)
    for _ in range(n):
        pair = []
        for _ in range(2):
            lengths = torch.randint(4, 15, (size,), generator=g).tolist()
            pair.append(padded([torch.randint(1, 80, (k,), generator=g).tolist() for k in lengths]))
        yield pair[0], pair[1], torch.rand(size, generator=g)
