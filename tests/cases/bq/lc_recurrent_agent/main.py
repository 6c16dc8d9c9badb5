import torch

from agent import PPOAgent
from environment import NoisyPendulum
from history import LSTMHistory


def run_episode(agent, env, learn=True):
    obs, done, total = env.reset(), False, 0.0
    agent.begin(obs)
    while not done:
        action = agent.act()
        obs, reward, done = env.step(action)
        agent.observe(obs, action, reward)
        total += reward
    if learn:
        agent.learn()
    return total


def main():
    torch.manual_seed(4)
    env = NoisyPendulum(max_steps=30)
    history = LSTMHistory(env.observation_dim, env.n_actions, hidden_dim=32, length=6)
    agent = PPOAgent(env, history)
    for episode in range(4):
        print(episode, round(run_episode(agent, env), 3))


if __name__ == "__main__":
    main()
