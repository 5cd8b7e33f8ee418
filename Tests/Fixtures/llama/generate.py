"""Golden models of softmax attention and SwiGLU, computed by transformers' Llama in float64.

    pip install torch transformers safetensors && python3 Tests/Fixtures/llama/generate.py

Each folder holds a checkpoint as transformers saves it (config.json, model.safetensors in float32) and
golden.safetensors: tokens, hidden states, logits, the largest score of every head, the mean loss of the
next token and its gradient with respect to every weight, in float64. Where transformers rounds to float32
on the way whatever the model's type (norms, softmax, angles), float64 takes its place.
`uneven` has three query heads for a key head and heads wider than the hidden size shared out, `tied` as
many key heads as query heads and the embedding as its head.
"""

import pathlib
from unittest import mock

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama import modeling_llama

SHAPES = {
    "uneven": dict(hidden_size=24, intermediate_size=28, num_hidden_layers=2, num_attention_heads=6,
                   num_key_value_heads=2, head_dim=6, vocab_size=37, tie_word_embeddings=False,
                   rope_theta=500.0, rms_norm_eps=1e-5),
    "tied": dict(hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=4,
                 num_key_value_heads=4, vocab_size=41, tie_word_embeddings=True,
                 rms_norm_eps=1e-6),
}


def exact_norm(self, hidden):
    """LlamaRMSNorm without a cast."""
    return self.weight * hidden * torch.rsqrt(hidden.pow(2).mean(-1, keepdim=True)
                                              + self.variance_epsilon)


largest_scores = []


def exact_attention(module, query, key, value, attention_mask, scaling, **rest):
    """eager_attention_forward without a cast; keeps the largest scaled score of every head."""
    keys = modeling_llama.repeat_kv(key, module.num_key_value_groups)
    values = modeling_llama.repeat_kv(value, module.num_key_value_groups)
    scores = query @ keys.transpose(2, 3) * scaling
    time = scores.shape[-1]
    future = torch.triu(torch.ones(time, time, dtype=torch.bool), 1)
    scores = scores.masked_fill(future, -torch.inf)
    largest_scores.append(scores.detach().amax(dim=(0, 2, 3)))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ values).transpose(1, 2).contiguous(), weights


def exact_angles(config):
    """LlamaRotaryEmbedding.forward without a cast."""
    exponents = torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim
    frequencies = config.rope_parameters["rope_theta"] ** -exponents

    def angles(x, position_ids):
        phase = position_ids[..., None].double() * frequencies
        phase = torch.cat([phase, phase], dim=-1)
        return phase.cos(), phase.sin()

    return angles


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
    ids = torch.randint(0, config.vocab_size, (3, 11))
    single = model(ids).logits
    model = model.double()
    model.model.rotary_emb.forward = exact_angles(config)
    with mock.patch.object(modeling_llama.LlamaRMSNorm, "forward", exact_norm), \
            mock.patch.object(modeling_llama, "eager_attention_forward", exact_attention):
        largest_scores.clear()
        hidden = model.model(ids).last_hidden_state
        logits = model.lm_head(hidden)
    # The replacements are those of transformers, up to rounding.
    assert (logits - single).abs().max() < 1e-4 * logits.abs().max()
    loss = torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, config.vocab_size), ids[:, 1:].reshape(-1))
    loss.backward()
    golden = {
        "input_ids": ids, "hidden": hidden, "logits": logits, "loss": loss[None],
        "max_logits": torch.stack(largest_scores),
    }
    for parameter_name, parameter in model.named_parameters():
        golden["grad." + parameter_name] = parameter.grad
    save_file({key: value.detach().contiguous() for key, value in golden.items()},
              folder / "golden.safetensors")
    for file in folder.iterdir():
        file.chmod(0o644)


for index, (name, shape) in enumerate(SHAPES.items()):
    generate(name, shape, 20251112 + index)
