import json
import os
import random

SPLITS = ("train", "val", "test", "vg")
OBJECTS = ["dog", "cat", "bus", "kite", "pizza", "clock", "bench", "horse", "laptop", "boat", "zebra", "train",
           "umbrella", "vase", "sink", "oven", "skis", "truck", "banana", "carrot", "chair", "sofa", "plane", "sign"]
PATTERNS = ["what color is the {}", "is there a {} next to the {}", "how many {} are in the picture",
            "who is holding the {}", "what is behind the {}", "is the {} bigger than the {}"]


def write_splits(folder):
    rng = random.Random(9)
    for split, n in zip(SPLITS, (60, 14, 30, 40)):
        items = []
        for i in range(n):
            pattern = rng.choice(PATTERNS)
            items.append({"question": pattern.format(*rng.sample(OBJECTS, pattern.count("{}"))),
                          "image_id": i, "answer": rng.randrange(10)})
        with open(os.path.join(folder, f"{split}_questions.json"), "w") as f:
            json.dump(items, f)


def load_split(folder, split):
    with open(os.path.join(folder, f"{split}_questions.json")) as f:
        return json.load(f)


def tokenize(stat_ques_list):
    token_to_ix = {"PAD": 0, "UNK": 1}
    for item in stat_ques_list:
        for word in item["question"].split():
            token_to_ix.setdefault(word, len(token_to_ix))
    return token_to_ix
