import argparse

parser = argparse.ArgumentParser(description="Time series forecasting")
parser.add_argument("--data", default="solar", choices=["solar", "electricity", "exchange"])
parser.add_argument("--num_nodes", type=int, default=14)
parser.add_argument("--node_dim", type=int, default=8)
parser.add_argument("--subgraph_size", type=int, default=5)
parser.add_argument("--seq_in_len", type=int, default=24)
parser.add_argument("--horizon", type=int, default=3)
parser.add_argument("--batch_size", type=int, default=4)
parser.add_argument("--lr", type=float, default=1e-3)
