class Dictionary:
    """Symbols of the sentencepiece model, with the special ones in front."""

    def __init__(self):
        self.symbols, self.indices = [], {}
        for s in ("<s>", "<pad>", "</s>", "<unk>"):
            self.add_symbol(s)

    @classmethod
    def load(cls, path):
        d = cls()
        with open(path, encoding="utf-8") as f:
            for line in f:
                d.add_symbol(line.rsplit(" ", 1)[0])
        return d

    def add_symbol(self, symbol):
        if symbol not in self.indices:
            self.indices[symbol] = len(self.symbols)
            self.symbols.append(symbol)
        return self.indices[symbol]

    def __len__(self):
        return len(self.symbols)

    def encode(self, pieces):
        return [self.indices.get(p, self.indices["<unk>"]) for p in pieces] + [self.indices["</s>"]]

    def pad(self):
        return self.indices["<pad>"]


def add_sentinels(dictionary, n=40):
    """Tokens that stand for the masked spans in span corruption."""
    for i in range(n):
        dictionary.add_symbol(f"<sentinel_{i}>")
    return dictionary
