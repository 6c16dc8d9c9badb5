import os
import tempfile

import torch

from dataset import record_movie
from denoise import denoise, load_model, psnr
from options import parse_arguments
from train import train


def main():
    torch.manual_seed(0)
    opt = parse_arguments()
    noisy, clean = record_movie()
    with tempfile.TemporaryDirectory() as folder:
        train(opt, noisy, folder)
        model = load_model(os.path.join(folder, f"model_{opt.n_epochs - 1}.pth"), opt)
    half = opt.patch_size[0] // 2
    result = denoise(model, noisy)
    print("noisy", psnr(noisy[half:-half], clean[half:-half]))
    print("denoised", psnr(result, clean[half:-half]))


if __name__ == "__main__":
    main()
