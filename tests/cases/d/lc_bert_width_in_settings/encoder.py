from torch import nn

WIDTHS = {"tiny-base-cased": 768, "tiny-large-cased": 1024}


class SubwordEncoder(nn.Module):
    """Stands for a pretrained language model."""

    def __init__(self, width):
        super().__init__()
        self.words = nn.Embedding(120, width)
        self.mix = nn.Linear(width, width)

    def forward(self, ids):
        return self.mix(self.words(ids)).tanh()


def from_pretrained(name):
    return SubwordEncoder(WIDTHS[name])
