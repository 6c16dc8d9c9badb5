import torch
import torch.nn.functional as F
from torch import optim


class A2C:
    def __init__(self, policy, value_loss_coef=0.5, entropy_coef=0.01, lr=7e-4):
        self.policy = policy
        self.value_loss_coef, self.entropy_coef = value_loss_coef, entropy_coef
        self.optimizer = optim.RMSprop(policy.parameters(), lr)

    def update(self, rollouts):
        steps, procs, _ = rollouts.rewards.size()
        values, log_probs, entropy = self.policy.evaluate_actions(
            rollouts.observations[:-1].flatten(0, 1), rollouts.actions.view(-1, 1))
        values, log_probs = values.view(steps, procs, 1), log_probs.view(steps, procs, 1)
        advantages = rollouts.returns[:-1] - values
        action_loss = -(advantages.detach() * log_probs).mean()
        loss = advantages.pow(2).mean() * self.value_loss_coef + action_loss - entropy * self.entropy_coef
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class PPO:
    def __init__(self, policy, clip_param=0.2, ppo_epoch=2, num_mini_batch=2, lr=3e-4):
        self.policy = policy
        self.clip_param, self.ppo_epoch, self.num_mini_batch = clip_param, ppo_epoch, num_mini_batch
        self.optimizer = optim.Adam(policy.parameters(), lr)

    def update(self, rollouts):
        advantages = rollouts.returns[:-1] - rollouts.value_preds[:-1]
        advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-5)
        for _ in range(self.ppo_epoch):
            for obs, actions, returns, old_log_probs, adv in rollouts.feed_forward_generator(
                    advantages, self.num_mini_batch):
                values, log_probs, entropy = self.policy.evaluate_actions(obs, actions)
                ratio = torch.exp(log_probs - old_log_probs)
                surr = torch.min(ratio * adv, torch.clamp(ratio, 1 - self.clip_param, 1 + self.clip_param) * adv)
                loss = -surr.mean() + 0.5 * F.mse_loss(values, returns) - 0.01 * entropy
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        return loss.item()
