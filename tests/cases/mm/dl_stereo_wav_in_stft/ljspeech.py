import os

import numpy as np

import audio_tools as tools


def build_from_path(in_dir, out_dir):
    out = []
    with open(os.path.join(in_dir, "metadata.csv"), encoding="utf-8") as f:
        for index, line in enumerate(f, 1):
            name, text = line.strip().split("|")
            wav_path = os.path.join(in_dir, "wavs", name + ".wav")
            out.append(_process_utterance(out_dir, index, wav_path, text))
    return out


def _process_utterance(out_dir, index, wav_path, text):
    # Compute a mel-scale spectrogram from the wav:
    mel_spectrogram = tools.get_mel(wav_path).numpy().astype(np.float32)
    mel_filename = "jb-mel-%05d.npy" % index
    np.save(os.path.join(out_dir, mel_filename), mel_spectrogram.T, allow_pickle=False)
    return text
