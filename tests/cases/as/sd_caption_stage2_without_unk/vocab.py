class Vocabulary:
    def __init__(self, captions, init_word2idx):
        self.word2idx = dict(init_word2idx)
        for caption in captions:
            for word in caption.split():
                self.word2idx.setdefault(word, len(self.word2idx))

    def __len__(self):
        return len(self.word2idx)

    def encode(self, caption):
        words = ["<SOS>"] + caption.split() + ["<EOS>"]
        return [self.word2idx[w] for w in words]
