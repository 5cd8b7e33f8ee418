"""Golden models of softmax attention and SwiGLU, computed by transformers' Llama in float64.

    pip install torch transformers safetensors && python3 Tests/Fixtures/llama/generate.py

Each folder holds a checkpoint as transformers saves it (config.json, model.safetensors in float32) and
golden.safetensors: tokens, hidden states, logits, the mean loss of the next token and its gradient with
respect to every weight, in float64; and the same logits in bits of the largest score of each head.
`uneven` has three query heads for a key head and heads wider than the hidden size shared out, `tied` as
many key heads as query heads and the embedding as its head.
"""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama import modeling_llama

SHAPES = {
    "uneven": dict(hidden_size=20, intermediate_size=28, num_hidden_layers=2, num_attention_heads=6,
                   num_key_value_heads=2, head_dim=6, vocab_size=37, tie_word_embeddings=False,
                   rope_theta=500.0, rms_norm_eps=1e-5),
    "tied": dict(hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=4,
                 num_key_value_heads=4, vocab_size=41, tie_word_embeddings=True,
                 rms_norm_eps=1e-6),
}


def largest_scores(model, ids):
    """The largest scaled score of every head of every layer over causal pairs."""
    scores = []
    original = modeling_llama.eager_attention_forward

    def watched(module, query, key, value, attention_mask, scaling, **rest):
        keys = modeling_llama.repeat_kv(key, module.num_key_value_groups)
        score = query @ keys.transpose(2, 3) * scaling
        time = score.shape[-1]
        future = torch.triu(torch.ones(time, time, dtype=torch.bool), 1)
        scores.append(score.masked_fill(future, -torch.inf).amax(dim=(0, 2, 3)))
        return original(module, query, key, value, attention_mask, scaling, **rest)

    modeling_llama.eager_attention_forward = watched
    with torch.no_grad():
        model(ids)
    modeling_llama.eager_attention_forward = original
    return torch.stack(scores)


def generate(name, shape, seed):
    folder = pathlib.Path(__file__).parent / name
    torch.manual_seed(seed)
    config = LlamaConfig(max_position_embeddings=64, initializer_range=0.3,
                         attn_implementation="eager", **shape)
    model = LlamaForCausalLM(config)
    for parameter in model.parameters():
        if parameter.ndim == 1:
            parameter.data += 0.2 * torch.randn_like(parameter)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = model.double()
    # The table is made in float32 when a model is cast; angles are asked for in float64.
    rotary = model.model.rotary_emb
    exponents = torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim
    theta = config.rope_parameters["rope_theta"]
    frequencies = theta ** -exponents

    def angles(x, position_ids):
        phase = position_ids[..., None].double() * frequencies
        phase = torch.cat([phase, phase], dim=-1)
        return phase.cos(), phase.sin()

    rotary.forward = angles
    ids = torch.randint(0, config.vocab_size, (3, 11))
    hidden = model.model(ids).last_hidden_state
    logits = model.lm_head(hidden)
    loss = torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, config.vocab_size), ids[:, 1:].reshape(-1))
    loss.backward()
    golden = {
        "input_ids": ids, "hidden": hidden, "logits": logits, "loss": loss[None],
        "max_logits": largest_scores(model, ids),
    }
    for parameter_name, parameter in model.named_parameters():
        golden["grad." + parameter_name] = parameter.grad
    save_file({key: value.detach().contiguous() for key, value in golden.items()},
              folder / "golden.safetensors")


for index, (name, shape) in enumerate(SHAPES.items()):
    generate(name, shape, 20251112 + index)
