import torch

CORPORA = {
    "mawps": {
        "train": [
            "tom has NUM_0 apples and buys NUM_1 more how many apples has he now",
            "a farmer sells NUM_0 of his NUM_1 sheep how many sheep are left",
            "each box holds NUM_0 pens how many pens are in NUM_1 boxes",
            "NUM_0 children share NUM_1 sweets how many gets each child",
        ],
        "test": [
            "tom sells NUM_0 of his NUM_1 apples how many are left",
            "each child has NUM_0 pens how many pens have NUM_1 children",
        ],
    },
    "asdiv-a": {
        "train": [
            "seven teams play NUM_0 games and win NUM_1 games how many games were lost",
            "mary picked NUM_0 oranges and jason picked NUM_1 what is the total of oranges picked",
            "there are NUM_0 pencils in the drawer and sara placed NUM_1 more there how many pencils altogether",
        ],
        "test": [
            "mary placed NUM_0 oranges in the drawer what is the total",
        ],
    },
}
SPECIAL = ["<PAD>", "<UNK>", "NUM_0", "NUM_1"]


class Dataset:
    def __init__(self, config, name=None):
        self.corpus = CORPORA[name or config["dataset"]]
        self.min_word_keep = config["min_word_keep"]
        self.in_idx2word = self.build_vocab()
        self.in_word2idx = {w: i for i, w in enumerate(self.in_idx2word)}

    def build_vocab(self):
        count = {}
        for text in self.corpus["train"]:
            for word in text.split():
                count[word] = count.get(word, 0) + 1
        return SPECIAL + [w for w, n in count.items() if n >= self.min_word_keep and w not in SPECIAL]

    def load_batches(self, split, batch_size):
        unk = self.in_word2idx["<UNK>"]
        rows = [[self.in_word2idx.get(w, unk) for w in text.split()] for text in self.corpus[split]]
        for k in range(0, len(rows), batch_size):
            seqs = [torch.tensor(r) for r in rows[k:k + batch_size]]
            yield torch.nn.utils.rnn.pad_sequence(seqs, batch_first=True), torch.tensor([len(s) for s in seqs])
