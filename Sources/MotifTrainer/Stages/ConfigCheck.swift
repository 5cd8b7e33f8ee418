/// What `--check` found: a config whose sources can be read.
public struct ConfigCheck: Codable, Sendable, Equatable {
  /// The documents of one source.
  public struct Source: Codable, Sendable, Equatable {
    /// The domain.
    public let name: String
    /// Documents to train on.
    public let training: Int
    /// Documents held out.
    public let validation: Int
  }

  /// The model's parameters.
  public let parameters: Int
  /// Optimizer steps.
  public let steps: Int
  /// In the order of the config.
  public let sources: [Source]

  /// The findings for a terminal.
  public var text: String {
    (["model: \(parameters) parameters, \(steps) steps"]
      + sources.map {
        "\($0.name): \($0.training) documents to train, \($0.validation) to validate"
      }).joined(separator: "\n")
  }
}
