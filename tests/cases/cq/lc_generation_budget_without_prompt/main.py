import torch

from policy import TinyCausalLM
from rewards import even_token_reward, group_advantages
from settings import GRPOSettings

VOCAB = 60


def grpo_step(model, prompt, args, optimizer):
    group = prompt.expand(args.num_generations, -1)
    ids = model.generate(group, args.max_completion_length)
    completions = ids[:, prompt.size(1):]
    advantages = group_advantages(even_token_reward(completions))
    logits = model(ids[:, :-1])[:, prompt.size(1) - 1:]
    logp = logits.log_softmax(-1).gather(2, completions.unsqueeze(2)).squeeze(2)
    loss = -(advantages[:, None] * logp).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


torch.manual_seed(0)
args = GRPOSettings()
model = TinyCausalLM(VOCAB, max_seq_length=args.max_completion_length)
optimizer = torch.optim.AdamW(model.parameters(), lr=args.learning_rate)
for step in range(args.max_steps):
    prompt = torch.randint(0, VOCAB, (1, args.max_prompt_length))
    print(step, grpo_step(model, prompt, args, optimizer))
