import json
import os
import re

STYLE_CAPTIONS = [
    "sks style, a lighthouse on a cliff",
    "sks style, two foxes asleep under a birch tree in the first snow",
    "sks style, portrait of a clockmaker",
    "sks style, an empty tram at night, rain on the windows, neon signs behind it",
    "sks style, a bowl of pears",
    "sks style, harbour at low tide with boats lying on their sides in the mud",
    "sks style, a girl reading on the stairs",
    "sks style, wheat field before a storm, one single oak",
]


def write_captions(folder):
    path = os.path.join(folder, "captions.json")
    with open(path, "w") as f:
        json.dump({f"{i:04d}.png": c for i, c in enumerate(STYLE_CAPTIONS)}, f)
    return path


def read_captions(path):
    with open(path) as f:
        return json.load(f)


class Tokenizer:
    def __init__(self, captions):
        words = sorted({w for c in captions for w in self.split(c)})
        self.ids = {w: i + 2 for i, w in enumerate(words)}

    @staticmethod
    def split(text):
        return re.findall(r"\w+|,", text.lower())

    def __len__(self):
        return len(self.ids) + 2

    def __call__(self, text):
        # 0 = bos, 1 = unknown
        return [0] + [self.ids.get(w, 1) for w in self.split(text)]
