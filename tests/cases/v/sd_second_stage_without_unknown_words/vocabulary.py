from collections import Counter


class Vocabulary:
    def __init__(self, captions, init_word2idx, min_count):
        self.word2idx = dict(init_word2idx)
        counts = Counter(word for caption in captions for word in caption.split())
        for word in sorted(word for word, n in counts.items() if n >= min_count):
            self.word2idx[word] = len(self.word2idx)

    def __len__(self):
        return len(self.word2idx)

    def encode(self, caption, length):
        words = caption.split()[: length - 2]
        unknown = self.word2idx.get("<UNK>", 0)
        ids = [self.word2idx.get(word, unknown) for word in words]
        ids = [self.word2idx["<SOS>"], *ids, self.word2idx["<EOS>"]]
        return ids + [self.word2idx["<PAD>"]] * (length - len(ids))
