import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

EMOTIONS = ["surprised", "neutral", "calm", "happy", "sad", "angry", "fearful", "disgust"]


class MFCCs(Dataset):
    """Features of our own call recordings: 40 coefficients a frame."""

    def __init__(self, n=16, n_mfcc=40, n_frames=498):
        g = torch.Generator().manual_seed(9)
        self.x = torch.randn(n, 1, n_mfcc, n_frames, generator=g)
        self.y = torch.randint(len(EMOTIONS), (n,), generator=g)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def conv_branch():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=1, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Dropout(0.3),
        nn.Conv2d(16, 32, 3, stride=1, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(4, 4), nn.Dropout(0.3),
        nn.Conv2d(32, 64, 3, stride=1, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(4, 4), nn.Dropout(0.3),
    )


class parallel_all_you_want(nn.Module):
    def __init__(self, num_emotions):
        super().__init__()
        self.transformer_maxpool = nn.MaxPool2d(kernel_size=[1, 4], stride=[1, 4])
        layer = nn.TransformerEncoderLayer(d_model=40, nhead=4, dim_feedforward=64, dropout=0.4, activation="relu")
        self.transformer_encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.conv2Dblock1 = conv_branch()
        self.conv2Dblock2 = conv_branch()
        self.fc1_linear = nn.Linear(512 * 2 + 40, num_emotions)
        self.softmax_out = nn.Softmax(dim=1)

    def forward(self, x):
        conv2d_embedding1 = torch.flatten(self.conv2Dblock1(x), start_dim=1)
        conv2d_embedding2 = torch.flatten(self.conv2Dblock2(x), start_dim=1)
        x_reduced = torch.squeeze(self.transformer_maxpool(x), 1)
        x = x_reduced.permute(2, 0, 1)
        transformer_embedding = torch.mean(self.transformer_encoder(x), dim=0)
        complete_embedding = torch.cat([conv2d_embedding1, conv2d_embedding2, transformer_embedding], dim=1)
        output_logits = self.fc1_linear(complete_embedding)
        return output_logits, self.softmax_out(output_logits)


torch.manual_seed(2)
model = parallel_all_you_want(len(EMOTIONS))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, weight_decay=1e-3, momentum=0.8)
for epoch in range(1):
    for X, Y in DataLoader(MFCCs(), batch_size=8, shuffle=True):
        output_logits, output_softmax = model(X)
        loss = nn.functional.cross_entropy(output_logits, Y)
        accuracy = (output_softmax.argmax(1) == Y).float().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.3f} accuracy {100 * accuracy.item():.1f}%")
