import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from agent import A2CNet, unpack_rollout
from env import PoleLike, collect

ROLLOUT, MINIBATCH, EPOCHS, CLIP = 128, 32, 2, 0.2
ENTROPY_BETA = 0.01

torch.manual_seed(0)
env = PoleLike(seed=0)
net = A2CNet(env.observation_size, env.n_actions)
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3, eps=1e-3)

for update in range(3):
    rollout = collect(env, net, ROLLOUT)
    memory = TensorDataset(*unpack_rollout(rollout, net))
    for _ in range(EPOCHS):
        for states, actions, old_log_prob, vals_ref, adv in DataLoader(memory, MINIBATCH, shuffle=True):
            logits, value = net(states)
            log_prob_all = torch.log_softmax(logits, dim=1)
            log_prob = log_prob_all[range(len(actions)), actions]
            ratio = torch.exp(log_prob - old_log_prob)
            surrogate = torch.min(ratio * adv, ratio.clamp(1 - CLIP, 1 + CLIP) * adv)
            loss_policy = -surrogate.mean()
            loss_value = F.mse_loss(value.squeeze(-1), vals_ref)
            entropy = -(log_prob_all.exp() * log_prob_all).sum(dim=1).mean()
            loss = loss_policy + loss_value - ENTROPY_BETA * entropy
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5)
            optimizer.step()
    print(f"update {update}: policy {loss_policy.item():.4f} value {loss_value.item():.4f}")
