import torch
from torch import nn


def mlp(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.SiLU(), nn.Linear(n_hidden, n_out), nn.LayerNorm(n_out))


class Encoder(nn.Module):
    """Moves the observations of the latitude/longitude grid to the nodes of a coarse hexagonal grid."""

    def __init__(self, lat_lons, n_hex, input_dim, node_dim):
        super().__init__()
        self.n_points = len(lat_lons)
        self.hex_nodes = nn.Parameter(torch.zeros(n_hex, input_dim))
        self.node_encoder = mlp(input_dim, 64, node_dim)
        owner = torch.arange(self.n_points) % n_hex
        gather = torch.zeros(n_hex, self.n_points)
        gather[owner, torch.arange(self.n_points)] = 1.0
        self.register_buffer("gather", gather / gather.sum(1, keepdim=True))

    def forward(self, features):
        hexes = self.hex_nodes.expand(features.size(0), -1, -1)
        nodes = torch.cat([features, hexes], dim=1)
        out = self.node_encoder(nodes)
        points, coarse = out[:, :self.n_points], out[:, self.n_points:]
        return coarse + self.gather @ points


class Decoder(nn.Module):
    def __init__(self, node_dim, n_points, n_hex, output_dim):
        super().__init__()
        self.back = nn.Parameter(torch.randn(n_points, n_hex) / n_hex)
        self.head = nn.Linear(node_dim, output_dim)

    def forward(self, coarse, start):
        return start + self.head(self.back @ coarse)


class Forecaster(nn.Module):
    def __init__(self, lat_lons, feature_dim=78, aux_dim=24, node_dim=48, n_hex=12):
        super().__init__()
        self.feature_dim = feature_dim
        self.encoder = Encoder(lat_lons, n_hex, feature_dim + aux_dim, node_dim)
        self.processor = nn.TransformerEncoderLayer(node_dim, 4, 96, batch_first=True)
        self.decoder = Decoder(node_dim, len(lat_lons), n_hex, feature_dim)

    def forward(self, features):
        return self.decoder(self.processor(self.encoder(features)), features[..., :self.feature_dim])


lat_lons = [(lat, lon) for lat in range(-90, 90, 30) for lon in range(0, 360, 30)]
model = Forecaster(lat_lons)
criterion = nn.MSELoss()
features = torch.randn((2, len(lat_lons), 78))
target = torch.rand((2, len(lat_lons), 78))
out = model(features)
loss = criterion(out, target)
loss.backward()
print(tuple(out.shape), loss.item())
