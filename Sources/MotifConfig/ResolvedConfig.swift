public import MotifCore
public import MotifModel

/// A config that passed every check, with the origin of each value.
public struct ResolvedConfig: Sendable {
  /// One value and where it comes from.
  public struct Entry: Sendable, Equatable {
    /// The key path, as `--set` takes it.
    public let key: String
    let node: JSONNode
    /// The value as JSON on one line.
    public var value: String { node.line }
    /// Where it comes from.
    public var origin: ValueOrigin { node.origin }
  }

  /// The values.
  public let config: TrainConfig
  /// The values as they were read, every key of the schema among them.
  let tree: JSONNode

  init(config: TrainConfig, tree: JSONNode) {
    self.config = config
    self.tree = tree
  }

  /// The same config of a run that starts from random weights.
  package var withRandomWeights: ResolvedConfig {
    var config = config
    config.initialization = InitializationSettings()
    return ResolvedConfig(config: config, tree: tree)
  }

  /// The same config with the size that the vocabulary turned out to have.
  package func with(vocabularySize: Int) -> ResolvedConfig {
    var (config, tree) = (config, tree)
    config.tokenizer.vocabSize = vocabularySize
    config.model.config.vocabSize = vocabularySize
    tree["tokenizer"]?["vocabSize"]?.value = .number("\(vocabularySize)")
    tree["model"]?["vocab_size"]?.value = .number("\(vocabularySize)")
    return ResolvedConfig(config: config, tree: tree)
  }

  /// The model's shape.
  public var model: ModelConfig { config.model.config }

  /// Where somebody wrote about the model; the default when nobody did.
  package var modelOrigin: ValueOrigin {
    let written = origins.filter { $0.key.hasPrefix("model.") && $0.origin != .standard }
    return (written.first { $0.key == "model.preset" } ?? written.first)?.origin ?? .standard
  }

  /// Where the value at `key` comes from.
  package func origin(of key: String) -> ValueOrigin {
    origins.first { $0.key == key }?.origin ?? .standard
  }

  /// Every value in force, in the order of the schema; keys of other kinds are left out.
  public var origins: [Entry] {
    var entries: [Entry] = []
    Self.collect(tree, .section(ConfigSchema.root), path: "", into: &entries)
    return entries
  }

  /// One `key = value  # origin` a line.
  public func printed() -> String {
    let entries = origins.map { (text: "\($0.key) = \($0.value)", origin: $0.origin) }
    // Long values would push every origin off the screen.
    let width = min(entries.map(\.text.count).max() ?? 0, 60)
    return entries.map { entry in
      let gap = String(repeating: " ", count: max(0, width - entry.text.count))
      return "\(entry.text)\(gap)  # \(entry.origin)\n"
    }.joined()
  }

  /// The whole config as JSON that loads to the same config again.
  public var json: String { visibleTree.text() + "\n" }

  /// The keys that the kinds in force have.
  var visibleTree: JSONNode { Self.visible(tree, .section(ConfigSchema.root)) }

  /// Every value in force with its origin, for `--print-config --json`.
  package struct Listing: Encodable {
    package struct Row: Encodable {
      package let key: String
      package let value: JSONNode
      package let origin: String
    }

    package let values: [Row]
  }

  package var listing: Listing {
    Listing(values: origins.map { .init(key: $0.key, value: $0.node, origin: "\($0.origin)") })
  }

  private static func collect(
    _ node: JSONNode, _ type: ConfigType, path: String, into entries: inout [Entry]
  ) {
    switch type {
    case .section(let section):
      for field in section.fields where field.applies(to: section.kind(of: node)) {
        guard let value = node[field.name] else { continue }
        let name = path.isEmpty ? field.name : "\(path).\(field.name)"
        collect(value, field.type, path: name, into: &entries)
      }
    case .list(of: .section(let section)) where !node.elements.isEmpty:
      for (index, element) in node.elements.enumerated() {
        collect(element, .section(section), path: "\(path).\(index)", into: &entries)
      }
    default: entries.append(Entry(key: path, node: node))
    }
  }

  private static func visible(_ node: JSONNode, _ type: ConfigType) -> JSONNode {
    switch type {
    case .section(let section):
      var result = JSONNode(.object([]), node.origin)
      for field in section.fields where field.applies(to: section.kind(of: node)) {
        result[field.name] = node[field.name].map { visible($0, field.type) }
      }
      return result
    case .list(let element):
      return JSONNode(.array(node.elements.map { visible($0, element) }), node.origin)
    // A run is continued from anywhere.
    case .path: return JSONNode(.string(PathText.absolute(node.string ?? "")), node.origin)
    default: return node
    }
  }
}
