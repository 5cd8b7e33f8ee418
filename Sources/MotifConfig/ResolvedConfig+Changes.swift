extension ResolvedConfig {
  /// The values that differ from those of `before`, a line a key; empty where none does.
  package func changes(since before: ResolvedConfig) -> String {
    func values(_ config: ResolvedConfig) -> [String: String] {
      Dictionary(config.origins.map { ($0.key, $0.value) }) { first, _ in first }
    }
    let (old, new) = (values(before), values(self))
    let gone = before.origins.map(\.key).filter { new[$0] == nil }
    return (origins.map(\.key) + gone).filter { old[$0] != new[$0] }
      .map { "  \($0): \(old[$0] ?? "–") → \(new[$0] ?? "–")" }.joined(separator: "\n")
  }
}
