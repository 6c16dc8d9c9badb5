import torch
from torch import nn
import torch.nn.functional as F

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
PAD = 0


class DiceLoss(nn.Module):
    """Self-adjusting dice loss for tagging, after "Dice Loss for Data-imbalanced NLP Tasks"."""

    def __init__(self, smooth=1.0, alpha=0.01, square_denominator=True):
        super().__init__()
        self.smooth = smooth
        self.alpha = alpha
        self.square_denominator = square_denominator

    def forward(self, input, target, mask=None):
        """input: (N, C) logits, target: (N,) label ids, mask: (N,) or None"""
        num_classes = input.size(-1)
        flat_input = torch.softmax(input, dim=1)
        flat_target = F.one_hot(target, num_classes).float()
        flat_input = ((1 - flat_input) ** self.alpha) * flat_input

        if mask is not None:
            mask = mask.float()
            flat_input = flat_input * mask
            flat_target = flat_target * mask

        loss = 0.0
        for c in range(num_classes):
            loss = loss + self._binary_dice(flat_input[:, c], flat_target[:, c])
        return loss / num_classes

    def _binary_dice(self, p, t):
        intersection = torch.sum(p * t)
        if self.square_denominator:
            p, t = p.square(), t.square()
        return 1 - (2 * intersection + self.smooth) / (p.sum() + t.sum() + self.smooth)


class Tagger(nn.Module):
    def __init__(self, vocab=60, dim=24, n_tags=len(TAGS)):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim, padding_idx=PAD)
        self.rnn = nn.GRU(dim, dim, batch_first=True, bidirectional=True)
        self.out = nn.Linear(dim * 2, n_tags)

    def forward(self, ids):
        return self.out(self.rnn(self.emb(ids))[0])


def batches(n=4, size=3, length=10):
    g = torch.Generator().manual_seed(8)
    for _ in range(n):
        ids = torch.randint(1, 60, (size, length), generator=g)
        tags = torch.randint(0, len(TAGS), (size, length), generator=g)
        for row, end in enumerate(torch.randint(4, length, (size,), generator=g)):
            ids[row, end:] = PAD
            tags[row, end:] = 0
        yield ids, tags


def train():
    torch.manual_seed(0)
    model, criterion = Tagger(), DiceLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for step, (ids, tags) in enumerate(batches()):
        logits = model(ids)
        active = (ids != PAD).view(-1)
        loss = criterion(logits.view(-1, len(TAGS)), tags.view(-1), mask=active)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: dice loss {loss.item():.4f}")


if __name__ == "__main__":
    train()
