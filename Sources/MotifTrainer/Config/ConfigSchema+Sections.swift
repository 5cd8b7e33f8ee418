import Foundation
internal import MotifCore
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

extension ConfigSchema {
  static let data = section(
    DataSettings(),
    [
      ConfigField(
        "sources", .list(of: .section(source)), "Where documents come from, one domain each.",
        alsoCalled: ["datasets", "domains"]),
      ConfigField("mixture", .section(mixture), "How often each domain is drawn."),
      ConfigField(
        "validationFraction", .number(.belowOne), "The share of documents held out.",
        alsoCalled: ["valFraction", "validationSplit"]),
      ConfigField("shuffle", .bool, "Whether documents come in a seeded random order."),
      ConfigField(
        "joinDocuments", .bool, "Whether attention crosses the documents that share a row.",
        alsoCalled: ["joinsDocuments", "crossDocumentAttention"]),
    ])

  static let source = section(
    SourceSettings(),
    [
      ConfigField(
        "name", .text, "The domain's name in the mixture and the metrics.", alsoCalled: ["domain"]),
      ConfigField(
        "kind", choice(SourceSettings.Kind.self),
        "A generator, a plain text file, or a file with one JSON object a line.",
        alsoCalled: ["type"]),
      ConfigField(
        "family", choice(SourceSettings.Family.self), "The generator.", kinds: ["synthetic"]),
      ConfigField(
        "documents", .integer(1...100_000_000), "How many documents to make.",
        kinds: ["synthetic"], alsoCalled: ["count"]),
      ConfigField(
        "path", .path,
        "The file, looked for beside the config file first, then in the working folder.",
        kinds: ["text", "jsonLines"], alsoCalled: ["file"]),
      ConfigField(
        "split", .section(split), "How the file is cut into documents.", kinds: ["text"]),
      ConfigField(
        "template", .text, "How an object becomes text; {field} stands for a field's value.",
        kinds: ["jsonLines"]),
    ])

  static let split = section(
    SourceSettings.Split(),
    [
      ConfigField(
        "kind", choice(SourceSettings.Split.Kind.self),
        "At empty lines, at line ends, at a separator, or not at all.", alsoCalled: ["type"]),
      ConfigField(
        "bytes", .integer(1...1 << 40), "The size up to which paragraphs are joined.",
        kinds: ["paragraphs"]),
      ConfigField(
        "separator", .text, "The text between documents.", kinds: ["separator"]),
    ])

  static let initialization = section(
    InitializationSettings(),
    [
      ConfigField(
        "kind", choice(InitializationSettings.Kind.self),
        "Random numbers, weights of the same shape, or weights of a smaller model grown into it.",
        alsoCalled: ["type"]),
      ConfigField(
        "from", .path, "The folder of a run, whose newest whole checkpoint is taken, or a model.",
        kinds: ["checkpoint", "grown"], alsoCalled: ["path", "source", "run"]),
      ConfigField(
        "copies", choice(GrowthOptions.Form.self),
        "Whether every copy reads every copy of its input, or each its own.", kinds: ["grown"],
        alsoCalled: ["form", "mode"]),
      ConfigField(
        "noise", .bool,
        "Whether copies get noise that cancels between them; without it they stay equal for ever.",
        kinds: ["grown"]),
      ConfigField(
        "noiseDecibels", .number(NumberRange(lower: .including(-100), upper: .including(200))),
        "Signal to noise.", kinds: ["grown"], alsoCalled: ["snr"]),
      ConfigField(
        "trainable", choice(GrowthPlan.Trainable.self),
        "All parameters, or those of the layers that growth inserted.",
        kinds: ["checkpoint", "grown"], alsoCalled: ["freeze"]),
    ])

  static let mixture = section(
    MixtureSettings(),
    [
      ConfigField(
        "knots", .list(of: .section(knot)),
        "Weights at moments of training; between them weights move in straight lines. "
          + "Empty draws every domain equally often.")
    ])

  static let knot = section(
    MixtureSettings.Knot(),
    [
      ConfigField("at", .number(.fraction), "The moment, 0 (start) to 1 (end of training)."),
      ConfigField(
        "weights", .numbersByName(.notNegative),
        "The weight of each domain; domains left out weigh 0, only ratios matter."),
    ])

  static let optimizer = section(
    OptimizerSettings(),
    [
      ConfigField(
        "kind", choice(OptimizerSettings.Kind.self),
        "AdamW; Muon for the matrices inside blocks and AdamW for the rest; or Muon and QK-Clip.",
        alsoCalled: ["type", "name"]),
      ConfigField(
        "learningRate", .number(.positive), "The peak learning rate of every parameter.",
        alsoCalled: ["lr", "eta", "maxLr", "peak"]),
      ConfigField(
        "weightDecay", .number(.notNegative), "Decoupled weight decay of matrices.",
        alsoCalled: ["wd"]),
      ConfigField("beta1", .number(.decay), "AdamW's decay of the first moment."),
      ConfigField("beta2", .number(.decay), "AdamW's decay of the second moment."),
      ConfigField("epsilon", .number(.epsilon), "AdamW's ε.", alsoCalled: ["eps"]),
      ConfigField("momentum", .number(.belowOne), "Muon's momentum.", kinds: muons),
      ConfigField("nesterov", .bool, "Whether Muon's update looks ahead.", kinds: muons),
      ConfigField(
        "newtonSchulz", choice(NewtonSchulzPreset.self), "Muon's orthogonalisation coefficients.",
        kinds: muons, alsoCalled: ["ns"]),
      ConfigField(
        "updateScale", choice(Muon.UpdateScale.self), "Muon's factor for the shape of a matrix.",
        kinds: muons),
      ConfigField(
        "qkClip", .section(qkClip), "When and how attention logits are clipped.",
        kinds: ["muonClip"]),
    ])

  private static let muons = ["muon", "muonClip"]

  static let qkClip = section(
    OptimizerSettings.QKClipSettings(),
    [
      ConfigField(
        "mode", choice(QKClip.Mode.self), "How the factor is shared between queries and keys."),
      ConfigField(
        "threshold", .number(.positive), "The largest logit allowed.", alsoCalled: ["tau"]),
      ConfigField("interval", .integer(count), "Steps between clips."),
    ])

  static let schedule = section(
    ScheduleSettings(),
    [
      ConfigField(
        "kind", choice(ScheduleSettings.Kind.self),
        "Warm-up, stable phase and decay; or warm-up and one half cosine.", alsoCalled: ["type"]),
      ConfigField(
        "warmupFraction", .number(.fraction), "The share of training spent warming up.",
        alsoCalled: ["warmup", "warmupRatio", "warmupSteps"]),
      ConfigField(
        "decayFraction", .number(.fraction), "The share of training spent in the final decay.",
        kinds: ["wsd"], alsoCalled: ["decay", "decayRatio"]),
      ConfigField(
        "shape", choice(DecayShape.self), "The curve of the final decay.", kinds: ["wsd"]),
      ConfigField(
        "endRatio", .number(.fraction), "The final learning rate as a share of the peak.",
        alsoCalled: ["minLr", "minLrRatio", "finalRatio"]),
    ])

  /// Sizes are bounded by `ModelConfig.validate()`, which knows how they depend on each other.
  static let model = section(
    ModelSettings(), restart: "preset",
    [
      ConfigField(
        "preset", .choice(ModelPresets.names), "The shape that the other keys change.",
        alsoCalled: ["name"]),
      ConfigField("hidden_size", .integer(count), "The width of the residual stream."),
      ConfigField(
        "num_hidden_layers", .integer(count), "How many blocks.",
        alsoCalled: ["layers", "n_layer"]),
      ConfigField("intermediate_size", .integer(count), "The width of the feed-forward layer."),
      ConfigField(
        "num_attention_heads", .integer(count), "Query heads, signal and noise together.",
        alsoCalled: ["heads", "n_head"]),
      ConfigField("num_key_value_heads", .integer(count), "Key heads, signal and noise together."),
      ConfigField("num_noise_heads", .integer(count), "Noise query heads, one a group."),
      ConfigField("head_dim", .integer(count), "The width of one head."),
      ConfigField("k_ratio", .integer(count), "Signal keys for each noise key; only 1."),
      ConfigField("hidden_act", .choice(["poly_norm"]), "The feed-forward activation."),
      ConfigField("use_bias", .bool, "Whether linear layers have a bias; only false."),
      ConfigField("rms_norm_eps", .number(.positive), "ε of the norms of the residual stream."),
      ConfigField("attn_rms_norm_eps", .number(.positive), "ε of the norm behind attention."),
      ConfigField("rope_theta", .number(.positive), "The base of the rotary angles."),
      ConfigField("max_position_embeddings", .integer(count), "The longest sequence."),
      ConfigField("vocab_size", .integer(count), "How many token ids."),
      ConfigField("tie_word_embeddings", .bool, "Whether the output head is the embedding table."),
      ConfigField(
        "lambda_init_offset", .integer(-4096...4096), "Subtracted from the depth index in λ_init."),
      ConfigField(
        "lambda_init_index", .list(of: .integer(countOrZero)),
        "The depth index of each layer in λ_init; empty counts from 0."),
      ConfigField(
        "residual_scale", .section(residualScale), "What both branches of a block are scaled by."),
      ConfigField(
        "initializer_range", .number(.fraction),
        "The standard deviation of initial weights; 0 follows the width."),
    ])

  static let residualScale = ConfigSection(
    defaults: JSONNode(
      .object([
        .init(key: "kind", keyOrigin: .standard, node: JSONNode(.string("none"))),
        .init(key: "value", keyOrigin: .standard, node: JSONNode(.number("1"))),
      ])),
    [
      ConfigField(
        "kind", .choice(["none", "constant", "depth"]),
        "No scale, a constant one, or value / √(2·layers)."),
      ConfigField("value", .number(.positive), "The scale.", kinds: ["constant", "depth"]),
    ])
}
