/// Which conversations a stage trains on.
struct ConversationChoice {
  /// Which of them are kept.
  var selection: SampleSelection
  /// The files of answers that were sampled from the model, by the names of their sources.
  var sampled: [String: String] = [:]

  /// All, as their sources have them.
  static var all: Self { Self(selection: .all) }
}
