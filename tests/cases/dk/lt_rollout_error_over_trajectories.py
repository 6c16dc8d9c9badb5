import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

INPUT_SEQUENCE_LENGTH = 6


class TrajectoryDataset(Dataset):
    """Whole trajectories: positions (steps, particles, 2) and the particle types."""

    def __init__(self, n_particles, n_steps=20):
        rng = np.random.default_rng(0)
        self.items = []
        for n in n_particles:
            start, velocity = rng.random((1, n, 2)), rng.normal(0, 0.01, (1, n, 2))
            positions = start + velocity * np.arange(n_steps)[:, None, None]
            self.items.append((positions.astype(np.float32), rng.integers(0, 3, n)))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        positions, particle_type = self.items[idx]
        return torch.from_numpy(positions), torch.from_numpy(particle_type)


class Simulator(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.embedding = nn.Embedding(3, 8)
        self.mlp = nn.Sequential(nn.Linear((INPUT_SEQUENCE_LENGTH - 1) * 2 + 8, hidden), nn.ReLU(), nn.Linear(hidden, 2))

    def predict_positions(self, window, particle_type):
        velocities = (window[1:] - window[:-1]).transpose(0, 1).flatten(1)
        acceleration = self.mlp(torch.cat([velocities, self.embedding(particle_type)], dim=1))
        return 2 * window[-1] - window[-2] + 1e-3 * acceleration


def rollout(simulator, positions, particle_type):
    window = positions[:INPUT_SEQUENCE_LENGTH]
    ground_truth = positions[INPUT_SEQUENCE_LENGTH:]
    predictions = []
    for _ in range(len(ground_truth)):
        next_position = simulator.predict_positions(window, particle_type)
        predictions.append(next_position)
        window = torch.cat([window[1:], next_position[None]])
    predictions = torch.stack(predictions)
    return predictions, (predictions - ground_truth) ** 2


simulator = Simulator().eval()
loader = DataLoader(TrajectoryDataset([295, 803, 410]), batch_size=None)
eval_loss = []
with torch.no_grad():
    for example_i, (positions, particle_type) in enumerate(loader):
        prediction, loss = rollout(simulator, positions, particle_type)
        print(f"Predicting example {example_i} loss: {loss.mean():.2e}")
        eval_loss.append(loss)
print(f"Mean loss on rollout prediction: {torch.mean(torch.stack(eval_loss)):.2e}")
