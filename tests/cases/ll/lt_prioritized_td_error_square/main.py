import numpy as np
import torch

from learner import DoubleDQN
from memory import PrioritizedMemory


class CorridorEnv:
    """Walk to the right end of a corridor."""

    n_obs, n_actions = 4, 2

    def reset(self):
        self.pos, self.t = 0, 0
        return self._obs()

    def _obs(self):
        return np.array([self.pos / 10, self.t / 40, np.sin(self.pos), 1.0], dtype=np.float32)

    def step(self, action):
        self.pos = max(0, self.pos + (1 if action else -1))
        self.t += 1
        done = self.pos >= 10 or self.t >= 40
        return self._obs(), float(self.pos >= 10), done


def main():
    np.random.seed(0)
    torch.manual_seed(0)
    env = CorridorEnv()
    memory = PrioritizedMemory(500, env.n_obs)
    agent = DoubleDQN(env.n_obs, env.n_actions)
    obs, steps, losses = env.reset(), 0, []
    while steps < 200:
        action = agent.act(obs, epsilon=0.3)
        next_obs, reward, done = env.step(action)
        memory.push(obs, action, reward, next_obs, done)
        obs = env.reset() if done else next_obs
        steps += 1
        if steps >= 64 and steps % 4 == 0:
            losses.append(agent.learn(memory, batch_size=32))
        if steps % 100 == 0:
            agent.target.load_state_dict(agent.online.state_dict())
    print(f"{len(losses)} updates, last loss {losses[-1]:.5f}")


if __name__ == "__main__":
    main()
