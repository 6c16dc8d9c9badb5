from dataclasses import dataclass


@dataclass
class GRPOSettings:
    max_prompt_length: int = 16
    max_completion_length: int = 32
    num_generations: int = 4
    learning_rate: float = 1e-3
    max_steps: int = 2
