WORDS = ["<pad>", "<start>", "<end>", "a", "dog", "cat", "boat", "on", "grass", "water"]

CAPTIONS = [
    "<start> a dog on grass <end>",
    "<start> a boat on water <end>",
    "<start> a cat on grass <end>",
]


def encode(sentence):
    return [WORDS.index(w) for w in sentence.split()]


def decode(ids):
    out = []
    for i in ids:
        if WORDS[i] == "<end>":
            break
        out.append(WORDS[i])
    return " ".join(out)
