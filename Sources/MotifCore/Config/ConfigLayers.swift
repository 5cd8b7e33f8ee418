/// Lays partial configs over each other.
package enum ConfigLayers {
  /// `layer` over `base`: objects that the schema knows merge key by key, everything else is replaced.
  ///
  /// Where `layer` sets `kind` anew, keys of `base` that the new kind does not have go; where it sets
  /// one key of an exclusive group, the others of the group go.
  package static func merge(_ layer: JSONNode, over base: JSONNode, in section: ConfigSection)
    -> JSONNode
  {
    let (layer, base) = (section.unfolded(layer), section.unfolded(base))
    guard case .object(let members) = layer.value, case .object = base.value else { return layer }
    var result = base
    result.origin = layer.origin
    if !section.restart.isEmpty, layer[section.restart] != nil { result.members = [] }
    let kind = section.kind(of: layer["kind"] == nil ? base : layer)
    if section.hasKinds, kind != section.kind(of: base) {
      result.members.removeAll { section[$0.key]?.applies(to: kind) == false }
    }
    for group in section.exclusive where group.contains(where: { layer[$0] != nil }) {
      result.members.removeAll { group.contains($0.key) }
    }
    // By key: a search for each member would be quadratic in a hostile file.
    let below = Dictionary(result.members.map { ($0.key, $0.node) }) { first, _ in first }
    let above = Set(members.map(\.key))
    result.members =
      result.members.filter { !above.contains($0.key) }
      + members.map { member in
        guard case .section(let inner)? = section[member.key]?.type, let node = below[member.key]
        else { return member }
        return JSONNode.Member(
          key: member.key, keyOrigin: member.keyOrigin,
          node: merge(member.node, over: node, in: inner))
      }
    return result
  }

  /// The config after one `key.path=value` of the command line.
  ///
  /// List elements are named by their position or by their `name`. The value is JSON where it reads
  /// as such, else text. `root` is the whole schema.
  package static func apply(
    _ argument: String, to base: JSONNode, root: ConfigSection
  ) throws(ConfigErrors) -> JSONNode {
    let origin = ValueOrigin.commandLine(argument)
    guard let equals = argument.unicodeScalars.firstIndex(of: "="), equals != argument.startIndex
    else {
      throw ConfigErrors([ConfigIssue(origin, key: "", "expected KEY=VALUE")])
    }
    let path = argument[..<equals].split(separator: ".", omittingEmptySubsequences: false)
      .map(String.init)
    guard path.count <= JSONScanner.depthLimit else {
      throw ConfigErrors([
        ConfigIssue(origin, key: "", "nests deeper than \(JSONScanner.depthLimit) levels")
      ])
    }
    if path[0] == "extends" {
      throw ConfigErrors([ConfigIssue(origin, key: "extends", "can only stand in a file")])
    }
    let text = String(argument.unicodeScalars[equals...].dropFirst())
    let parsed = try? JSONScanner.parse(Array(text.utf8), file: "")
    let value = (parsed ?? JSONNode(.string(text))).relabelled(origin)
    let layer = try layer(
      path[...], value, type: .section(root), base: base, path: path)
    return merge(layer, over: base, in: root)
  }

  /// The part of a config that holds `value` at `rest` and, inside lists, what stood around it.
  private static func layer(
    _ rest: ArraySlice<String>, _ value: JSONNode, type: ConfigType, base: JSONNode?,
    path: [String]
  ) throws(ConfigErrors) -> JSONNode {
    guard let key = rest.first else { return value }
    switch type {
    case .list(let elementType):
      guard let list = base, case .array(var elements) = list.value,
        let place = elements.indices.first(where: {
          String($0) == key || elements[$0]["name"]?.string == key
        })
      else {
        let name = path[..<(rest.startIndex + 1)].joined(separator: ".")
        throw ConfigErrors([ConfigIssue(value.origin, key: name, "there is no such element")])
      }
      let changed = try layer(
        rest.dropFirst(), value, type: elementType, base: elements[place], path: path)
      if case .section(let section) = elementType {
        elements[place] = merge(changed, over: elements[place], in: section)
      } else {
        elements[place] = changed
      }
      return JSONNode(.array(elements), list.origin)
    case .numbersByName:
      var names = base ?? JSONNode(.object([]), value.origin)
      // The rest is one name, whatever dots it has.
      names[rest.joined(separator: ".")] = value
      return names
    default:
      let inner: ConfigType? =
        if case .section(let section) = type { section[key]?.type } else { nil }
      let node = try layer(
        rest.dropFirst(), value, type: inner ?? .text, base: base?[key], path: path)
      return JSONNode(
        .object([.init(key: key, keyOrigin: value.origin, node: node)]), value.origin)
    }
  }
}
