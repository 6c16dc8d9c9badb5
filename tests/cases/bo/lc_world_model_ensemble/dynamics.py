import torch

from networks import ProbabilisticDynamics, VectorEncoderWithAction


class EnsembleDynamics:
    def __init__(self, observation_size, action_size, n_ensembles=5, learning_rate=1e-3, weight_decay=1e-4,
                 discrete_action=False):
        self.models = [
            ProbabilisticDynamics(
                VectorEncoderWithAction(observation_size, action_size, discrete_action=discrete_action),
                observation_size,
            )
            for _ in range(n_ensembles)
        ]
        params = [p for m in self.models for p in m.parameters()]
        self.optim = torch.optim.Adam(params, lr=learning_rate, weight_decay=weight_decay)

    def update(self, batch):
        loss = sum(
            m.loss(batch.observations, batch.actions, batch.rewards, batch.next_observations) for m in self.models
        )
        self.optim.zero_grad()
        loss.backward()
        self.optim.step()
        return loss.item() / len(self.models)

    @torch.no_grad()
    def predict(self, x, action):
        mus = torch.stack([m(x, action)[0] for m in self.models])
        return x + mus.mean(0)[:, :-1], mus.std(0)
