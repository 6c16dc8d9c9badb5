from argparse import ArgumentParser


def parse_arguments(argv=None):
    p = ArgumentParser()
    p.add_argument("--exp_name", default="mytest")
    p.add_argument("--n_epochs", type=int, default=1)
    p.add_argument("--batch_size", type=int, default=4)
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--patch_size", type=int, nargs=3, default=[9, 32, 32])
    p.add_argument("--patch_interval", type=int, nargs=3, default=[4, 16, 16])
    p.add_argument("--mid_channels", type=int, default=16)
    p.add_argument("--bs_size", type=int, default=1, help="size of the blind spot")
    return p.parse_args(argv or [])
