def even_token_reward(completions):
    return (completions % 2 == 0).float().mean(dim=1)


def group_advantages(rewards):
    return (rewards - rewards.mean()) / (rewards.std() + 1e-4)
