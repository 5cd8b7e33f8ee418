import Foundation
internal import MotifCore
internal import MotifModel

/// The keys of a config file: the only table of their types, ranges, meanings and defaults.
///
/// Checking, `--schema` and `--print-config` are driven by it. Defaults are not written here: they are
/// what the Swift types encode.
enum ConfigSchema {
  static let root = section(
    TrainConfig(),
    [
      ConfigField(
        "extends", .text, "A preset name or another config file whose values are taken first."),
      ConfigField("name", .text, "The run's name; empty takes the file's name."),
      ConfigField("seed", .integer(0...Int.max), "The seed of weights, data order and generation."),
      ConfigField(
        "output", .text, "The folder that run folders are made in.",
        alsoCalled: ["out_dir", "output_dir"]),
      ConfigField("threads", .integer(0...1024), "Threads to compute with; 0 takes all cores."),
      ConfigField("model", .section(model), "The model's shape, as in a Hugging Face config.json."),
      ConfigField(
        "initialization", .section(initialization), "What the weights start from.",
        alsoCalled: ["init", "resumeFrom", "pretrained", "grow", "growth"]),
      ConfigField("tokenizer", .section(tokenizer), "How text becomes tokens."),
      ConfigField("data", .section(data), "Documents and their mixture."),
      ConfigField("training", .section(training), "Length and size of training."),
      ConfigField("optimizer", .section(optimizer), "The update rule."),
      ConfigField("schedule", .section(schedule), "The learning rate over time."),
      ConfigField("evaluation", .section(evaluation), "Measurements on held-out documents."),
      ConfigField("generation", .section(generation), "Text written at the end of training."),
      ConfigField("checkpoint", .section(checkpoint), "What is kept to continue from."),
      ConfigField("safety", .section(safety), "What happens when numbers are not sane."),
      ConfigField("logging", .section(logging), "What is written about the run."),
    ])

  static let count = 1...Int.max
  static let countOrZero = 0...Int.max

  static let tokenizer = section(
    TokenizerSettings(),
    [
      ConfigField(
        "vocabSize", .integer(countOrZero),
        "The size of the vocabulary; 0 takes the model's, any other value sets the model's."),
      ConfigField(
        "path", .path,
        "A tokenizer.json to use; empty takes that of the initial weights, else trains one."),
      ConfigField("splitDigits", .bool, "Whether every digit is a token of its own."),
      ConfigField(
        "sampleBytes", .integer(count), "How much text the tokenizer is trained on at most."),
      ConfigField(
        "endOfText", .text,
        "The added token that ends documents; empty takes the one of a usual name.",
        alsoCalled: ["eos_token", "eos"]),
    ])

  static let training = section(
    TrainingSettings(),
    exclusive: [["steps", "tokens"], ["batchSize", "batchTokens"]],
    [
      ConfigField(
        "steps", .integer(0...1_000_000_000), "How many optimizer steps to take; or give tokens.",
        alsoCalled: ["max_iters", "iterations", "maxSteps", "epochs"]),
      ConfigField(
        "tokens", .integer(0...1 << 50), "How many tokens to train on; or give steps.",
        alsoCalled: ["maxTokens", "trainTokens"]),
      ConfigField("batchSize", .integer(0...1 << 20), "Sequences a step; or give batchTokens."),
      ConfigField(
        "batchTokens", .integer(0...1 << 40), "Tokens a step, a multiple of sequenceLength."),
      ConfigField(
        "microBatchSize", .integer(0...1 << 20),
        "Sequences that go through the model at once; 0 takes the whole batch."),
      ConfigField(
        "sequenceLength", .integer(2...1 << 26), "Tokens a sequence.",
        alsoCalled: ["block_size", "seqLen", "contextLength", "maxSeqLen"]),
      ConfigField(
        "gradientClip", .number(.notNegative), "The largest global gradient norm; 0 is off.",
        alsoCalled: ["clipGrad", "maxGradNorm", "max_norm"]),
      ConfigField(
        "zLoss", .number(.notNegative),
        "The weight of the squared log-sum-exp of the logits in the loss, as 1e-4; 0 is off.",
        alsoCalled: ["z_loss", "zLossCoefficient"]),
      ConfigField(
        "activationCheckpointing", choice(ActivationCheckpointing.self),
        "What the backward pass computes again instead of keeping it: nothing, what is cheap, or "
          + "whole blocks. Less memory, more time, the same results.",
        alsoCalled: ["checkpointing", "gradientCheckpointing", "activationCheckpoint", "recompute"]),
    ])

  static let evaluation = section(
    EvaluationSettings(),
    [
      ConfigField(
        "interval", .integer(countOrZero), "Steps between evaluations; 0 only at the end."),
      ConfigField(
        "maxTokens", .integer(count), "Tokens of each domain to measure the loss on at most."),
      ConfigField(
        "items", .integer(countOrZero), "Questions with one right answer to ask of each domain."),
    ])

  static let generation = section(
    GenerationSettings(),
    [
      ConfigField(
        "tokens", .integer(1...1_000_000), "How many tokens to write at most.",
        alsoCalled: ["maxNewTokens", "maxTokens"]),
      ConfigField(
        "temperature", .number(NumberRange(lower: .including(0), upper: .including(100))),
        "0 takes the likeliest token; larger is freer."),
      ConfigField("topK", .integer(countOrZero), "Only the k likeliest tokens; 0 keeps all."),
      ConfigField(
        "prompts", .list(of: .text), "What to continue; empty takes the first words of each domain."
      ),
    ])

  /// A section whose defaults are what `value` encodes.
  static func section(
    _ value: some Encodable, exclusive: [[String]] = [], restart: String = "",
    _ fields: [ConfigField]
  ) -> ConfigSection {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(value),
      let node = try? JSONScanner.parse(Array(data), file: "")
    else { preconditionFailure("the defaults of \(type(of: value)) cannot be encoded") }
    return ConfigSection(
      defaults: node.relabelled(.standard), exclusive: exclusive, restart: restart, fields)
  }

  /// The words of an enumeration.
  static func choice<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> ConfigType
  where Choice.RawValue == String {
    .choice(type.allCases.map(\.rawValue))
  }
}
