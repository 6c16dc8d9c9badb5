import json
import os
import random

COLORS = ["red", "green", "blue", "white"]
THINGS = {
    "train": ["car", "dog", "cup", "tree", "shirt"],
    "val": ["car", "dog", "train", "boat"],
    "vg": ["roof", "sign", "fence", "horse", "umbrella", "car"],
}
PATTERNS = {
    "train": ["what color is the {}", "is the {} {}", "how many {} are there"],
    "val": ["what color is the {}", "is the {} {}"],
    "vg": ["where is the {} {}", "who is next to the {}"],
}
ANSWERS = COLORS + ["yes", "no", "two", "outside"]


def write_questions(folder):
    rng = random.Random(8)
    for split, things in THINGS.items():
        rows = []
        for i in range(24):
            words = [rng.choice(things), rng.choice(COLORS)]
            rows.append(dict(
                question_id=i,
                image_id=rng.randrange(1000),
                question=rng.choice(PATTERNS[split]).format(*words),
                answer=rng.choice(ANSWERS),
            ))
        with open(os.path.join(folder, f"{split}_questions.json"), "w") as f:
            json.dump(rows, f)


def load_questions(folder, splits):
    rows = []
    for split in splits.split("+"):
        with open(os.path.join(folder, f"{split}_questions.json")) as f:
            rows += json.load(f)
    return rows
