import numpy as np
import torch as T
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class DeepQNetwork(nn.Module):
    def __init__(self, alpha, input_dims, n_actions):
        super().__init__()
        self.fc1 = nn.Linear(input_dims, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, n_actions)
        self.optimizer = optim.Adam(self.parameters(), lr=alpha)
        self.loss = nn.MSELoss()

    def forward(self, observation):
        state = T.as_tensor(observation, dtype=T.float32)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(state)))))


class Agent:
    def __init__(self, gamma, epsilon, alpha, input_dims, batch_size, n_actions, max_mem_size=2000):
        self.gamma, self.epsilon, self.batch_size = gamma, epsilon, batch_size
        self.action_space = np.arange(n_actions, dtype=np.uint8)
        self.mem_size, self.mem_cntr = max_mem_size, 0
        self.Q_eval = DeepQNetwork(alpha, input_dims, n_actions)
        self.state_memory = np.zeros((max_mem_size, input_dims))
        self.new_state_memory = np.zeros((max_mem_size, input_dims))
        self.action_memory = np.zeros((max_mem_size, n_actions), dtype=np.uint8)
        self.reward_memory = np.zeros(max_mem_size)
        self.terminal_memory = np.zeros(max_mem_size, dtype=np.uint8)

    def store_transition(self, state, action, reward, state_, terminal):
        index = self.mem_cntr % self.mem_size
        self.state_memory[index], self.new_state_memory[index] = state, state_
        actions = np.zeros(len(self.action_space))
        actions[action] = 1.0
        self.action_memory[index] = actions
        self.reward_memory[index], self.terminal_memory[index] = reward, 1 - terminal
        self.mem_cntr += 1

    def choose_action(self, observation):
        if np.random.random() < self.epsilon:
            return np.random.choice(self.action_space)
        return self.Q_eval(observation).argmax().item()

    def learn(self):
        if self.mem_cntr <= self.batch_size:
            return None
        batch = np.random.choice(min(self.mem_cntr, self.mem_size), self.batch_size)
        action_indices = np.dot(self.action_memory[batch], self.action_space)
        reward_batch = T.as_tensor(self.reward_memory[batch], dtype=T.float32)
        terminal_batch = T.as_tensor(self.terminal_memory[batch], dtype=T.float32)
        q_eval = self.Q_eval(self.state_memory[batch])
        q_target = q_eval.detach().clone()
        q_next = self.Q_eval(self.new_state_memory[batch]).detach()
        batch_index = np.arange(self.batch_size, dtype=np.int32)
        q_target[batch_index, action_indices] = reward_batch + self.gamma * q_next.max(dim=1)[0] * terminal_batch
        self.Q_eval.optimizer.zero_grad()
        loss = self.Q_eval.loss(q_eval, q_target)
        loss.backward()
        self.Q_eval.optimizer.step()
        return loss.item()


np.random.seed(0)
T.manual_seed(0)
brain = Agent(gamma=0.99, epsilon=0.3, alpha=0.003, input_dims=8, batch_size=64, n_actions=4)
observation = np.random.randn(8)
for step in range(90):
    action = brain.choose_action(observation)
    observation_ = 0.9 * observation + 0.3 * np.random.randn(8)
    brain.store_transition(observation, action, -abs(observation_[0]), observation_, step % 30 == 29)
    loss = brain.learn()
    observation = observation_
print("last loss", loss)
