import os
import wave

import numpy as np
import torch
from torch.utils.data import Dataset

from configs import args


def make_media(data_dir, lengths):
    rng = np.random.default_rng(7)
    for k, seconds in enumerate(lengths):
        folder = os.path.join(data_dir, "media", f"clip_{k:03d}")
        os.makedirs(folder)
        np.save(os.path.join(folder, "frames.npy"), rng.normal(size=(args.seconds, args.visual_dim)).astype(np.float32))
        with wave.open(os.path.join(folder, "audio.wav"), "wb") as f:
            f.setnchannels(1)
            f.setsampwidth(2)
            f.setframerate(args.sr)
            f.writeframes(rng.integers(-8000, 8000, seconds * args.sr).astype(np.int16).tobytes())


class REFAVS(Dataset):
    def __init__(self, data_dir, vids):
        self.data_dir, self.vids = data_dir, vids

    def __len__(self):
        return len(self.vids)

    def __getitem__(self, i):
        vid = self.vids[i]
        frames = torch.from_numpy(np.load(os.path.join(self.data_dir, "media", vid, "frames.npy")))
        audio = torch.load(os.path.join(self.data_dir, "audio_embed", f"{vid}.pt"))
        return {"vid": vid, "frames": frames, "audio": audio, "label": (frames.mean(dim=1) > 0).float()}


def collate_fn(batch):
    return {
        "vids": [b["vid"] for b in batch],
        "frames": torch.stack([b["frames"] for b in batch]),
        "audio_feats": [b["audio"] for b in batch],
        "labels": torch.stack([b["label"] for b in batch]),
    }
