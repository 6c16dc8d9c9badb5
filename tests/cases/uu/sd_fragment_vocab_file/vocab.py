class Vocab:
    """Numbers the fragments that molecules are put together from."""

    def __init__(self, fragments):
        self.fragments = list(fragments)
        self.index = {f: i for i, f in enumerate(self.fragments)}

    @classmethod
    def from_file(cls, path):
        with open(path, encoding="utf-8") as f:
            return cls(line.strip() for line in f if line.strip())

    def __getitem__(self, i):
        return self.fragments[i]

    def size(self):
        return len(self.fragments)
