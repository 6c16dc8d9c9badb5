"""preprocess my own recordings (data/jb) the way ljspeech is preprocessed"""
import os
import tempfile
import wave

import numpy as np

import ljspeech

sentences = ["Hello there.", "I edited the preprocess file.", "Any clues?"]


def record(in_dir):
    rng = np.random.RandomState(1)
    os.makedirs(os.path.join(in_dir, "wavs"))
    with open(os.path.join(in_dir, "metadata.csv"), "w", encoding="utf-8") as meta:
        for i, text in enumerate(sentences):
            meta.write("jb%03d|%s\n" % (i, text))
            n = 47937 + 500 * i
            pcm = (rng.randn(n, 2) * 3000).astype(np.int16)
            with wave.open(os.path.join(in_dir, "wavs", "jb%03d.wav" % i), "wb") as f:
                f.setnchannels(2)
                f.setsampwidth(2)
                f.setframerate(22050)
                f.writeframes(pcm.tobytes())


def preprocess_jb(in_dir, out_dir):
    os.makedirs(out_dir, exist_ok=True)
    metadata = ljspeech.build_from_path(in_dir, out_dir)
    with open(os.path.join(out_dir, "train.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(metadata))
    return metadata


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as d:
        record(os.path.join(d, "jb"))
        print(len(preprocess_jb(os.path.join(d, "jb"), os.path.join(d, "dataset"))), "utterances")
        print(sorted(os.listdir(os.path.join(d, "dataset"))))
