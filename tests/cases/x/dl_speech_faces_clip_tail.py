import argparse
import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 16000
SECONDS = 4


def make_corpus(root, speakers=4, clips=3):
    """Short 16-bit recordings, one folder per speaker, with an averaged face vector."""
    rng = np.random.RandomState(11)
    durations = [6.1, 4.0, 5.3, 7.0, 4.4, 3.2, 8.1, 4.9, 6.6, 5.0, 4.2, 9.3]
    for s in range(speakers):
        folder = os.path.join(root, f"id{s:02d}")
        os.makedirs(folder)
        np.save(os.path.join(folder, "face.npy"), rng.rand(3, 16, 16).astype("float32"))
        for c in range(clips):
            n = int(durations[s * clips + c] * SAMPLE_RATE)
            pcm = (rng.randn(n) * 2000).astype("<i2")
            with wave.open(os.path.join(folder, f"{c}.wav"), "wb") as w:
                w.setnchannels(1)
                w.setsampwidth(2)
                w.setframerate(SAMPLE_RATE)
                w.writeframes(pcm.tobytes())


class SpeechFaceDataset(Dataset):
    def __init__(self, root, seconds=SECONDS):
        self.window = seconds * SAMPLE_RATE
        self.items = []
        for speaker in sorted(os.listdir(root)):
            folder = os.path.join(root, speaker)
            for name in sorted(os.listdir(folder)):
                if name.endswith(".wav"):
                    self.items.append((os.path.join(folder, name), os.path.join(folder, "face.npy")))

    def __len__(self):
        return len(self.items)

    def read_wav(self, path):
        with wave.open(path, "rb") as w:
            pcm = np.frombuffer(w.readframes(w.getnframes()), dtype="<i2")
        audio = pcm.astype("float32") / 32768.0
        audio = audio[: self.window]
        return audio

    def __getitem__(self, index):
        wav_path, face_path = self.items[index]
        audio = torch.from_numpy(self.read_wav(wav_path))
        face = torch.from_numpy(np.load(face_path))
        return audio, face


class SpeechEncoder(nn.Module):
    def __init__(self, z_dim=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(1, 8, 31, stride=16), nn.PReLU(),
            nn.Conv1d(8, 16, 31, stride=16), nn.PReLU(),
            nn.AdaptiveAvgPool1d(1),
        )
        self.fc = nn.Linear(16, z_dim)

    def forward(self, wav):
        return self.fc(self.net(wav.unsqueeze(1)).squeeze(-1))


class FaceGenerator(nn.Module):
    def __init__(self, z_dim=32):
        super().__init__()
        self.up = nn.Sequential(
            nn.ConvTranspose2d(z_dim, 32, 4), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.up(z[:, :, None, None])


def train(root, epochs, batch_size):
    loader = DataLoader(SpeechFaceDataset(root), batch_size=batch_size)
    encoder, generator = SpeechEncoder(), FaceGenerator()
    opt = torch.optim.Adam([*encoder.parameters(), *generator.parameters()], lr=2e-4)
    for epoch in range(epochs):
        for step, (wav, face) in enumerate(loader):
            fake = generator(encoder(wav))
            loss = nn.functional.l1_loss(fake, face)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f"epoch {epoch} l1 {loss.item():.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch_size", type=int, default=6)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as corpus:
        make_corpus(corpus)
        train(corpus, args.epochs, args.batch_size)
