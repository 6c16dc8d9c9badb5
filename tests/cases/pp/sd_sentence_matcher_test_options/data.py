import torch

PAIRS = [
    ("how do i learn guitar", "what is the best way to learn guitar", 1),
    ("why is the sky blue", "how tall is the tower", 0),
    ("can dogs eat apples", "are apples safe for dogs", 1),
    ("what is the time in rome", "who wrote the iliad", 0),
]
MAX_WORD_LEN = 8


class Quora:
    def __init__(self):
        words = sorted({w for a, b, _ in PAIRS for w in (a + " " + b).split()})
        self.word2id = {w: i + 1 for i, w in enumerate(words)}
        self.char2id = {c: i + 1 for i, c in enumerate(sorted(set("".join(words))))}

    @property
    def sizes(self):
        return len(self.word2id) + 1, len(self.char2id) + 1

    def encode(self, sentences):
        rows = [s.split() for s in sentences]
        width = max(map(len, rows))
        words = torch.zeros(len(rows), width, dtype=torch.long)
        chars = torch.zeros(len(rows), width, MAX_WORD_LEN, dtype=torch.long)
        for i, row in enumerate(rows):
            for j, w in enumerate(row):
                words[i, j] = self.word2id[w]
                for k, c in enumerate(w[:MAX_WORD_LEN]):
                    chars[i, j, k] = self.char2id[c]
        return words, chars

    def batch(self):
        p, p_chars = self.encode([a for a, _, _ in PAIRS])
        h, h_chars = self.encode([b for _, b, _ in PAIRS])
        return (p, p_chars, h, h_chars), torch.tensor([y for _, _, y in PAIRS])
