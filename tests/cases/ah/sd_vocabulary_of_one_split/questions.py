import random

NOUNS = "dog cat man woman bus train sign ball table plate boat kite horse tree".split()
COLORS = "red blue green white black brown".split()
RARE = {
    "train": [],
    "val": ["umbrella", "zebra"],
    "test": ["giraffe", "toaster", "surfboard"],
    "vg": ["curtain", "shutter", "doorknob", "gravel", "faucet"],
}


def load(split, n=60):
    rnd = random.Random(split)
    nouns = NOUNS + RARE[split]
    out = []
    for k in range(n):
        noun = nouns[k % len(nouns)]
        out.append(rnd.choice([
            f"what color is the {noun}", f"is the {noun} {rnd.choice(COLORS)}",
            f"how many {noun} are there", f"where is the {rnd.choice(COLORS)} {noun}",
        ]))
    return out
