class EmiliaTokenizer:
    """ids of the phonemes the released model was trained with"""

    def __init__(self):
        self.vocab_size = 360

    def __call__(self, text):
        return [1 + sum(ord(c) for c in word) % (self.vocab_size - 1) for word in text.split()]


class SimpleTokenizer:
    """every letter is a token, 0 is the padding"""

    def __init__(self, texts):
        self.token2id = {c: i + 1 for i, c in enumerate(sorted(set("".join(texts))))}
        self.vocab_size = len(self.token2id) + 1

    def __call__(self, text):
        return [self.token2id[c] for c in text]
