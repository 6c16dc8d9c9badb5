import os
import wave

import numpy as np
import torch

from configs import args


def read_wav(path):
    with wave.open(path, "rb") as f:
        pcm = np.frombuffer(f.readframes(f.getnframes()), dtype=np.int16)
        return pcm.astype(np.float32) / 32768.0, f.getframerate()


def vggish(frames):
    """stand-in for the VGGish pipeline: one vector of 128 numbers for each second"""
    spec = np.abs(np.fft.rfft(frames, axis=1))[:, 1:6 * args.audio_dim + 1]
    return np.log(spec.reshape(len(frames), args.audio_dim, -1).mean(-1) + 1e-4)


def audio_embed(path):
    wav, sr = read_wav(path)
    n = len(wav) // sr
    return torch.from_numpy(vggish(wav[:n * sr].reshape(n, sr))).float()


def save_all(data_dir):
    save_dir = os.path.join(data_dir, "audio_embed")
    os.makedirs(save_dir, exist_ok=True)
    vids = sorted(os.listdir(os.path.join(data_dir, "media")))
    for vid in vids:
        embed = audio_embed(os.path.join(data_dir, "media", vid, "audio.wav"))
        torch.save(embed, os.path.join(save_dir, f"{vid}.pt"))
    return vids
