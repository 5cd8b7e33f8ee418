/// What a target and a type of it carry.
extension House {
  /// The bounds on a target, and on each type at the top level of it.
  struct Bounds {
    /// The number of other types of the package that a type mentions.
    var fanOut = 15
    /// The number of members of a type, those of its extensions in the target included; a nested
    /// type is one member.
    var members = 25
    /// The lines of a target; it has fewer.
    var lines = 7000
  }

  /// What a type carries.
  struct Burden {
    let name: String
    /// The number of its members.
    var members = 0
    /// The other types of the package that it mentions.
    var mentioned: Set<String> = []
  }

  /// What exceeds the bounds in `target`.
  func excesses(in target: String = "MotifTrainer", bounds: Bounds = Bounds()) -> [String] {
    let lines = files(in: target).reduce(0) { $0 + $1.lineCount }
    let length =
      lines < bounds.lines
      ? [] : ["\(target) has \(lines) lines; fewer than \(bounds.lines) are allowed"]
    return length
      + burdens(in: target).flatMap { type -> [String] in
        let crowd =
          type.members <= bounds.members
          ? []
          : ["\(target): \(type.name) has \(type.members) members; \(bounds.members) are allowed"]
        guard type.mentioned.count > bounds.fanOut else { return crowd }
        return crowd + [
          "\(target): \(type.name) mentions \(type.mentioned.count) types, of which "
            + "\(bounds.fanOut) are allowed: \(type.mentioned.sorted().joined(separator: ", "))"
        ]
      }
  }

  /// What each type at the top level of `target` carries, in the order of the files.
  func burdens(in target: String) -> [Burden] {
    let files = files(in: target)
    let names = TargetNames(files)
    let visible = self.files.filter { $0.target != target }.flatMap(\.types)
      .filter(\.isVisibleOutside).map(\.name)
    let known = Set(visible).union(names.types.keys)
    return files.flatMap { home in
      home.types.map { type in
        // Only its own file knows and extends a private type.
        var burden = (type.isPrivate ? [home] : files).reduce(into: Burden(name: type.name)) {
          $0.add($1, known: known)
        }
        burden.mentioned.subtract((names.nested[type.name] ?? []).union([type.name]))
        return burden
      }
    }
  }
}

extension House.Burden {
  /// Adds what `file` declares in the type and in its extensions.
  fileprivate mutating func add(_ file: SourceFile, known: Set<String>) {
    let parts = (file.types + file.extensions).filter { $0.outermost == name }
    if parts.isEmpty { return }
    for part in parts where part.name == name { members += part.members.count(where: \.isMember) }
    let words = file.mentions.filter { mention in parts.contains { $0.tokens ~= mention.token } }
    mentioned.formUnion(
      known.union(file.types.map(\.name)).intersection(words.map(\.name)))
  }
}
