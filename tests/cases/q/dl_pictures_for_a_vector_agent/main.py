import random

from agent import DeepQLearning
from environment import GridWorld
from replay import ReplayBuffer

random.seed(3)
env = GridWorld()
agent = DeepQLearning(env.observation_shape, env.n_actions)
buffer = ReplayBuffer(env.n_actions)

state = env.reset()
for step in range(40):
    action = random.randrange(env.n_actions)
    next_state, reward, done = env.step(action)
    buffer.push(state, action, reward, next_state, done)
    state = env.reset() if done else next_state
    if step >= 32:
        print(step, agent.learn(buffer.sample(16)))
