import random
from collections import Counter

SPECIALS = ("<pad>", "<unk>", "<s>", "</s>")


def bpe_lines(seed, n, n_tokens):
    rng = random.Random(seed)
    tokens = [f"tok{k}@@" for k in range(n_tokens)]
    return [rng.choices(tokens, k=rng.randint(4, 9)) for _ in range(n)]


def build_vocab(lines):
    counts = Counter(t for line in lines for t in line)
    return {t: i for i, t in enumerate(SPECIALS + tuple(t for t, _ in counts.most_common()))}


def prepare_data(lines, vocab=None):
    """Ids of all sentences; builds the vocabulary unless one is given."""
    vocab = vocab or build_vocab(lines)
    unk, bos, eos = vocab["<unk>"], vocab["<s>"], vocab["</s>"]
    return [[bos] + [vocab.get(t, unk) for t in line] + [eos] for line in lines], vocab
