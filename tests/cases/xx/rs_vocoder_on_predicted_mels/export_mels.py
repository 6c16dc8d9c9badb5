import os

import numpy as np
import torch

HOP = 64


def export(spec_model, folder, n_utterances):
    g = torch.Generator().manual_seed(1)
    manifest = []
    for i in range(n_utterances):
        n_tokens = int(torch.randint(15, 25, (1,), generator=g))
        tokens = torch.randint(0, 60, (1, n_tokens), generator=g)
        durations = torch.randint(5, 12, (n_tokens,), generator=g)
        with torch.no_grad():
            spectrogram = spec_model.generate_spectrogram(tokens, durations)[0]
        audio = torch.randn(int(durations.sum()) * HOP, generator=g) * 0.1
        entry = {"mel": os.path.join(folder, f"{i:04d}_mel.npy"), "audio": os.path.join(folder, f"{i:04d}.npy")}
        np.save(entry["mel"], spectrogram.numpy())
        np.save(entry["audio"], audio.numpy())
        manifest.append(entry)
    return manifest
