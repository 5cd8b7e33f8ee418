import Foundation
import MotifCommand
import MotifModel
import MotifTrainer

extension FuzzFormat {
  private static let recipe = """
    {
      "seed": 3, "output": "runs", "threads": 1, "name": "tiny",
      "model": {
        "hidden_size": 16, "num_hidden_layers": 2, "intermediate_size": 24,
        "num_attention_heads": 5, "num_key_value_heads": 2, "num_noise_heads": 1, "head_dim": 4,
        "max_position_embeddings": 64, "residual_scale": {"kind": "depth", "value": 1.4},
        "lambda_init_index": [0, 3]
      },
      "tokenizer": {"vocabSize": 280, "sampleBytes": 2000, "splitDigits": false},
      "data": {
        "sources": [
          {"name": "stories", "family": "stories", "documents": 60},
          {"name": "web", "kind": "text", "path": "a.txt",
           "split": {"kind": "separator", "separator": "\\n\\n\\u00e9\\ud83d\\ude00"}},
          {"name": "q", "kind": "jsonLines", "path": "b.jsonl", "template": "{question} {answer}"}
        ],
        "mixture": {
          "knots": [
            {"at": 0, "weights": {"stories": 0.7, "web": 0.3}},
            {"at": 0.5, "weights": {"q": 1e-2, "web": 3}}
          ]
        },
        "validationFraction": 0.2, "shuffle": false
      },
      "training": {"tokens": 99999, "batchTokens": 256, "microBatchSize": 2,
        "sequenceLength": 32, "gradientClip": 0.5},
      "optimizer": {"kind": "muonClip", "learningRate": 1e-3, "newtonSchulz": "jordan",
        "qkClip": {"threshold": 30, "interval": 2}},
      "schedule": {"kind": "wsd", "warmupFraction": 0.1, "decayFraction": 0.3, "shape": "linear"},
      "evaluation": {"interval": 3, "maxTokens": 400, "items": 2},
      "generation": {"tokens": 4, "prompts": ["One", "Two"], "topK": 3},
      "checkpoint": {"interval": 2, "keepLast": 2}
    }
    """

  private static let extending = """
    {"extends": "micro", "data": {"sources": [{"name": "tales"}]}, "training": {"steps": 10},
     "optimizer": {"kind": "adamw", "beta1": 0.8}, "schedule": {"kind": "cosine"}}
    """

  /// A config file; what loads must also print, and load again from its own JSON to the same JSON, in
  /// which paths are absolute.
  static let config = FuzzFormat("config", file: "case.json", seeds: [recipe, extending]) {
    let resolved = try ConfigLoader.load(path: $0)
    precondition(!resolved.printed().isEmpty, "a config prints as nothing")
    let again = try? ConfigLoader.load(text: resolved.json, file: "again.json")
    precondition(again?.json == resolved.json, "a resolved config reads as another")
  }

  /// `--set` arguments over a config, and a command line: one argument a line.
  static let arguments = FuzzFormat(
    "arguments", file: "arguments",
    seeds: [
      "optimizer.learningRate=1e-3\ndata.sources.web.path=/x\ntraining={\"steps\": 5}",
      "data.mixture.knots.0.weights.stories=2\nmodel.preset=micro\nname=7",
      "synth\n--family=modular(chain)\n--level\n2\n--count\n3\n--seed\n9\n--out\nx.jsonl",
      "generate\nrun\n--prompt=One\n--tokens\n12\n--temperature\n0.5\n--top-k\n3\n--seed\n9",
      "a.json\n--set\nseed=3\n--check\n--print-config\n--resume=runs/a",
    ]
  ) { path in
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .prefix(16).map(String.init)
    _ = try? Command(lines)
    let resolved = try ConfigLoader.load(
      text: recipe, file: "base.json",
      overrides: lines.filter { $0.contains("=") && !$0.hasPrefix("-") })
    _ = resolved.printed()
  }

  /// A model's `config.json`; what is accepted has sizes that can be computed.
  static let modelConfig = FuzzFormat(
    "model-config", file: "config.json",
    seeds: [
      """
      {"architectures": ["MotifForCausalLM"], "model_type": "motif", "hidden_size": 2048,
       "num_hidden_layers": 32, "intermediate_size": 8192, "num_attention_heads": 16,
       "rope_theta": 500000.0, "max_position_embeddings": 16384, "vocab_size": 219520,
       "sliding_window": null, "tie_word_embeddings": true, "rms_norm_eps": 1e-06}
      """,
      """
      {"hidden_size": 16, "num_hidden_layers": 2, "intermediate_size": 24,
       "num_attention_heads": 10, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
       "k_ratio": 1, "hidden_act": "poly_norm", "use_bias": false, "rope_theta": 10000,
       "max_position_embeddings": 64, "vocab_size": 280, "attn_rms_norm_eps": 1e-5,
       "lambda_init_offset": 0, "lambda_init_index": [0, 1], "initializer_range": 0.02,
       "residual_scale": {"kind": "constant", "value": 0.5}}
      """,
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 16,
       "num_hidden_layers": 2, "intermediate_size": 24, "num_attention_heads": 6,
       "num_key_value_heads": 2, "head_dim": 4, "hidden_act": "silu", "attention_bias": false,
       "rope_parameters": {"rope_theta": 500.0, "rope_type": "default"}, "rms_norm_eps": 1e-05,
       "max_position_embeddings": 64, "vocab_size": 280, "num_noise_heads": 0}
      """,
    ]
  ) {
    let config = try ModelConfig(contentsOfFile: $0)
    precondition(config.parameterCount > 0, "\(config.parameterCount) parameters")
    precondition(config.lambdaInit(layer: config.layerCount - 1).isFinite, "λ is not finite")
    precondition(config.initializerStandardDeviation > 0, "weights would start at 0")
    _ = try config.huggingFaceJSON
  }
}
