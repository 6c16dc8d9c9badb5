import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

from featurizer import AudioFeaturizer
from tdnn import EcapaTdnn

configs = {
    "dataset_conf": {"batch_size": 8, "num_class": 10, "sample_rate": 8000, "chunk_duration": 0.5},
    "preprocess_conf": {"feature_method": "MFCC"},
    "feature_conf": {"n_fft": 256, "hop_length": 128, "n_mels": 64, "n_mfcc": 40},
    "model_conf": {"channels": 64, "embd_dim": 32},
}


class UrbanSounds(Dataset):
    def __init__(self, n, rate, seconds, num_class):
        self.n, self.rate, self.seconds, self.num_class = n, rate, seconds, num_class

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        label = i % self.num_class
        t = torch.arange(int(self.rate * self.seconds)) / self.rate
        return torch.sin(2 * torch.pi * (200 + 90 * label) * t) + 0.05 * torch.randn_like(t), label


class PPAClsTrainer:
    def __init__(self, configs):
        data = configs["dataset_conf"]
        dataset = UrbanSounds(32, data["sample_rate"], data["chunk_duration"], data["num_class"])
        self.train_loader = DataLoader(dataset, batch_size=data["batch_size"], shuffle=True)
        self.audio_featurizer = AudioFeaturizer(**configs["preprocess_conf"], **configs["feature_conf"])
        self.model = EcapaTdnn(
            input_size=self.audio_featurizer.feature_dim, num_class=data["num_class"], **configs["model_conf"]
        )
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, weight_decay=1e-6)

    def train(self, max_epoch=1):
        self.model.train()
        for epoch in range(max_epoch):
            for batch_id, (audio, label) in enumerate(self.train_loader):
                features = self.audio_featurizer(audio)
                output = self.model(features)
                loss = F.cross_entropy(output, label)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                print(f"epoch {epoch} batch {batch_id} loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(3)
    PPAClsTrainer(configs).train()
