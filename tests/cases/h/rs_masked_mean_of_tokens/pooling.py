def mean_pooling(last_hidden_state, attention_mask):
    """The mean of the token vectors of each sentence, padding left out."""
    weights = attention_mask.to(last_hidden_state.dtype)
    summed = (last_hidden_state * weights).sum(dim=1)
    return summed / weights.sum(dim=1).clamp(min=1e-9)
