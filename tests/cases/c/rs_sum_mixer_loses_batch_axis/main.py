from types import SimpleNamespace

from learner import Learner
from replay import EpisodeBuffer

args = SimpleNamespace(
    n_agents=3, obs_dim=18, n_actions=5, episode_length=25, batch_size=32, hidden=32, gamma=0.99, lr=5e-4,
)
buffer = EpisodeBuffer(args)
learner = Learner(args)
for update in range(2):
    print("update", update, learner.train(buffer.sample(args.batch_size)))
