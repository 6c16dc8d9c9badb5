import argparse


def base_options(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--preprocess", default="scale_width_and_crop", help="resize_and_crop | scale_width_and_crop | crop")
    parser.add_argument("--load_size", type=int, default=143, help="scale images to this size")
    parser.add_argument("--crop_size", type=int, default=128, help="then crop to this size")
    parser.add_argument("--no_flip", action="store_true")
    parser.add_argument("--batch_size", type=int, default=1)
    return parser.parse_args(argv if argv is not None else [])
