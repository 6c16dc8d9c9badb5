import os
import tempfile

from cfgs import Cfgs
from questions import write_questions
from run import Execution


def main():
    with tempfile.TemporaryDirectory() as folder:
        write_questions(folder)
        cfg = Cfgs(folder, os.path.join(folder, "epoch13.pkl"))

        cfg.use("train")
        Execution(cfg).train()

        cfg.use("val")
        Execution(cfg).eval()


if __name__ == "__main__":
    main()
