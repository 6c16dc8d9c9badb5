import torch

from dynamics import EnsembleDynamics
from episodes import CartPoleLog, Transitions


def fit(dynamics, dataset, steps=30, batch_size=32):
    for step in range(steps):
        batch = dataset.sample(batch_size)
        loss = dynamics.update(batch)
        if step % 10 == 0:
            print(f"step={step} loss={loss:.4f}")


def main():
    torch.manual_seed(11)
    log = CartPoleLog(episodes=8, seed=5)
    dataset = Transitions(log)
    dynamics = EnsembleDynamics(
        observation_size=dataset.observation_size,
        action_size=dataset.action_size,
        n_ensembles=3,
        learning_rate=1e-3,
    )
    fit(dynamics, dataset)

    batch = dataset.sample(4)
    mean, spread = dynamics.predict(batch.observations, batch.actions)
    print(mean.shape, spread.mean().item())


if __name__ == "__main__":
    main()
