internal import MotifCore
internal import MotifModel
internal import MotifTensor

/// What a config takes first when it `extends` a preset: the shape and the recipe that fits it.
enum RecipePresets {
  private struct Recipe {
    let learningRate: String
    let batchTokens: Int
    let sequenceLength: Int
  }

  /// The layer of the preset `name`, or nil.
  ///
  /// Length and data are always the user's choice.
  static func layer(_ name: String) -> JSONNode? {
    guard ModelPresets.named(name) != nil, let recipe = recipe(name) else { return nil }
    return object([
      "model": object(["preset": JSONNode(.string(name))]),
      "training": object([
        "batchTokens": JSONNode(.number(String(recipe.batchTokens))),
        "sequenceLength": JSONNode(.number(String(recipe.sequenceLength))),
      ]),
      "optimizer": optimizer(name, recipe), "schedule": schedule(name),
    ]).relabelled(.preset(name))
  }

  private static func optimizer(_ name: String, _ recipe: Recipe) -> JSONNode {
    let rate = JSONNode(.number(recipe.learningRate))
    guard name == "motif-2.6b" else { return object(["learningRate": rate]) }
    return object(["kind": JSONNode(.string("adamw")), "learningRate": rate])
  }

  /// Motif-2.6B was annealed over the last quarter of its tokens to a quarter of its rate.
  private static func schedule(_ name: String) -> JSONNode {
    guard name == "motif-2.6b" else { return object([:]) }
    return object([
      "decayFraction": JSONNode(.number("0.25")), "shape": JSONNode(.string("invsqrt")),
      "endRatio": JSONNode(.number("0.25")),
    ])
  }

  /// A baseline has the recipe of its model, so that the two compare.
  private static func recipe(_ name: String) -> Recipe? {
    switch name {
    case "nano", "nano-seed", "nano-diff", "nano-softmax", "nano-swiglu":
      Recipe(learningRate: "2e-3", batchTokens: 1 << 12, sequenceLength: 256)
    case "micro", "micro-seed":
      Recipe(learningRate: "1.5e-3", batchTokens: 1 << 14, sequenceLength: 512)
    case "mini", "mini-seed":
      Recipe(learningRate: "1e-3", batchTokens: 1 << 16, sequenceLength: 1024)
    case "motif-2.6b": Recipe(learningRate: "5e-4", batchTokens: 1 << 22, sequenceLength: 4096)
    case "motif-2-12.7b": Recipe(learningRate: "4e-4", batchTokens: 1 << 24, sequenceLength: 4096)
    default: nil
    }
  }

  private static func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
    JSONNode(
      .object(members.map { .init(key: $0.key, keyOrigin: .standard, node: $0.value) }))
  }
}
