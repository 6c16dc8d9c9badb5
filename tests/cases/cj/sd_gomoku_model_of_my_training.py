import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, board_width, board_height):
        super().__init__()
        self.board_width, self.board_height = board_width, board_height
        self.conv1 = nn.Conv2d(4, 32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.act_conv1 = nn.Conv2d(64, 4, kernel_size=1)
        self.act_fc1 = nn.Linear(4 * board_width * board_height, board_width * board_height)
        self.val_conv1 = nn.Conv2d(64, 2, kernel_size=1)
        self.val_fc1 = nn.Linear(2 * board_width * board_height, 64)
        self.val_fc2 = nn.Linear(64, 1)

    def forward(self, state):
        x = F.relu(self.conv2(F.relu(self.conv1(state))))
        act = F.relu(self.act_conv1(x)).flatten(1)
        val = F.relu(self.val_conv1(x)).flatten(1)
        return F.log_softmax(self.act_fc1(act), dim=1), torch.tanh(self.val_fc2(F.relu(self.val_fc1(val))))


class PolicyValueNet:
    def __init__(self, board_width, board_height, model_file=None):
        self.net = Net(board_width, board_height)
        self.optimizer = torch.optim.Adam(self.net.parameters(), weight_decay=1e-4)
        if model_file:
            self.net.load_state_dict(torch.load(model_file))

    def train_step(self, states, probs, winners, lr):
        self.optimizer.param_groups[0]["lr"] = lr
        log_act, value = self.net(states)
        loss = F.mse_loss(value.view(-1), winners) - torch.mean(torch.sum(probs * log_act, 1))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class TrainPipeline:
    def __init__(self, folder, board_width=6, board_height=6):
        self.folder, self.width, self.height = folder, board_width, board_height
        self.policy_value_net = PolicyValueNet(board_width, board_height)

    def run(self, game_batch_num=3, batch_size=16):
        n = self.width * self.height
        for i in range(game_batch_num):
            states = (torch.rand(batch_size, 4, self.width, self.height) > 0.7).float()
            probs = torch.softmax(torch.randn(batch_size, n), 1)
            winners = torch.randint(0, 2, (batch_size,)).float() * 2 - 1
            print("batch i:", i + 1, self.policy_value_net.train_step(states, probs, winners, 2e-3))
        torch.save(self.policy_value_net.net.state_dict(), os.path.join(self.folder, "best_policy.model"))


def human_play(model_file):
    width, height = 8, 8
    best_policy = PolicyValueNet(width, height, model_file=model_file)
    board = np.zeros((1, 4, width, height), dtype="float32")
    board[0, 1, height // 2, width // 2] = 1
    with torch.no_grad():
        log_act, value = best_policy.net(torch.from_numpy(board))
    move = int(log_act.argmax())
    print(f"AI move: {move // width},{move % width}  value {value.item():.3f}")


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    TrainPipeline(folder).run()
    human_play(os.path.join(folder, "best_policy.model"))
