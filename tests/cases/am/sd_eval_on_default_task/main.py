import os
import tempfile

from ppo import Args, evaluate, train

with tempfile.TemporaryDirectory() as runs:
    checkpoint = os.path.join(runs, "final_ckpt.pt")
    train(Args(env_id="Bimanual_Allegro_Cube", num_iterations=3), checkpoint)
    evaluate(Args(evaluate=True, checkpoint=checkpoint, num_envs=4))
