internal import MotifCore
internal import MotifTrainer

extension Command {
  /// What `help` shows about `word`: a command, a config key, or the overview for an empty one.
  static func help(about word: String) throws(UsageError) -> Command {
    if word.isEmpty || word.hasPrefix("-") || word == "help" { return .help(topic: "") }
    if word == "config" { return .reference(key: "") }
    if topics.contains(word) { return .help(topic: word) }
    let reference = ConfigSchema.reference
    if !reference.entries(at: word).isEmpty { return .reference(key: word) }
    let key = reference.suggestion(for: word)
    let meant = key.isEmpty ? NearestName.find(word, in: topics) : key
    throw UsageError(
      "there is no command and no config key \(word); "
        + (meant.isEmpty
          ? "motif-train help config shows every key" : "did you mean \(meant)?"))
  }

  /// The text about the config keys at and below `key`, all of them for an empty one.
  static func reference(about key: String) -> String { ConfigSchema.reference.text(about: key) }

  private static let topics = ["train", "config"] + names
}
