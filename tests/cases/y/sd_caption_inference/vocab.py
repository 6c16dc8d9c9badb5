import random
import re
from collections import Counter

NOUNS = ["dog", "cat", "man", "woman", "child", "horse", "bird", "surfer"]
RARE = ["trombone", "lighthouse", "zeppelin", "cactus", "gondola", "igloo"]
PLACES = ["beach", "street", "park", "kitchen", "field"]


def load_captions(n=240):
    """Captions in the manner of Flickr8k."""
    rng = random.Random(8)
    captions = []
    for k in range(n):
        thing = rng.choice(RARE) if k % 13 == 0 else rng.choice(NOUNS)
        captions.append(f"A {rng.choice(NOUNS)} and a {thing} in the {rng.choice(PLACES)} .")
    return captions


def tokenize(caption):
    return re.findall(r"[a-z]+|\.", caption.lower())


class Vocabulary:
    SPECIAL = ["<pad>", "<start>", "<end>", "<unk>"]

    def __init__(self, captions, min_count=1):
        counts = Counter(word for caption in captions for word in tokenize(caption))
        kept = sorted(word for word, count in counts.items() if count >= min_count)
        self.words = self.SPECIAL + kept
        self.index = {word: i for i, word in enumerate(self.words)}

    def __len__(self):
        return len(self.words)

    def encode(self, caption, length=14):
        ids = [self.index.get(word, 3) for word in tokenize(caption)][:length - 2]
        ids = [1, *ids, 2]
        return ids + [0] * (length - len(ids))
