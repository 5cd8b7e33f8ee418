extension Command {
  /// The arguments of tokenizing.
  package struct TokenizeArguments: Sendable, Equatable {
    /// The config whose sources are tokenized.
    package var config = ""
    /// `key=value` overrides, in order.
    package var overrides: [String] = []
    /// The folder to write; empty takes one beside the run's folder.
    package var output = ""

    /// No arguments yet.
    package init() {}
  }

  static func tokenize(_ arguments: [String]) throws(UsageError) -> Command {
    var result = TokenizeArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--set": result.overrides.append(try reader.value(of: argument))
      case "--out": result.output = try reader.value(of: argument)
      case _ where argument.hasPrefix("-"):
        throw reader.unknown(argument, ["--set", "--out", "--json", "--help"])
      case _ where result.config.isEmpty: result.config = argument
      default:
        throw UsageError("one config is expected, but \(result.config) and \(argument) are given")
      }
    }
    guard !result.config.isEmpty else {
      throw UsageError("tokenize needs a config, such as Configs/shakespeare-gsm8k.json")
    }
    return .tokenize(result)
  }

  static let tokenizeHelp = """
    motif-train tokenize CONFIG [--set KEY=VALUE]… [--out DIR]: write the tokens of every source of
    text of the config into shards, which runs then read without tokenizing.

      --set KEY=VALUE    change one value of the config; repeatable
      --out DIR          the folder to write (OUTPUT/NAME.tokens, beside the run's folder)

    DIR/SOURCE holds the shards of the source of that name, with a SHA-256 of each part and where they
    come from; DIR/tokenizer.json is the tokenizer. A run reads them with a source
    {"name": "SOURCE", "kind": "tokens", "path": "DIR/SOURCE"} and "tokenizer": {"path":
    "DIR/tokenizer.json"}. All cores work, in little memory. The command can be ended at any moment, also by
    kill -9: the next one keeps the shards that are whole, and the bytes are the same.
    """
}
