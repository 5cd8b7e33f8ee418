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

  /// What exceeds the bounds in `target`.
  func burdens(in target: String = "MotifTrainer", bounds: Bounds = Bounds()) -> [String] {
    let files = files(in: target)
    let lines = files.reduce(0) { $0 + $1.lineCount }
    let length =
      lines < bounds.lines
      ? [] : ["\(target) has \(lines) lines; fewer than \(bounds.lines) are allowed"]
    let outside = typesOutside(target)
    let types = files.flatMap { file in file.types.map { (file: file, type: $0) } }
    return length
      + types.flatMap { file, type -> [String] in
        let parts = type.isPrivate ? [file] : files
        let members = parts.reduce(0) { $0 + memberCount(of: type.name, in: $1) }
        let mentioned = parts.reduce(into: Set<String>()) {
          $0.formUnion(neighbours(of: type.name, in: $1, among: files, outside: outside))
        }
        let crowd =
          members <= bounds.members
          ? [] : ["\(target): \(type.name) has \(members) members; \(bounds.members) are allowed"]
        guard mentioned.count > bounds.fanOut else { return crowd }
        return crowd + [
          "\(target): \(type.name) mentions \(mentioned.count) types, of which \(bounds.fanOut) "
            + "are allowed: \(mentioned.sorted().joined(separator: ", "))"
        ]
      }
  }

  /// The names of the types that other targets show to this one.
  private func typesOutside(_ target: String) -> Set<String> {
    Set(
      files.filter { $0.target != target }.flatMap(\.types).filter(\.isVisibleOutside).map(\.name))
  }

  /// The members of a type that a file declares directly in it.
  private func memberCount(of type: String, in file: SourceFile) -> Int {
    file.declarations.filter { ($0.kind == .type || $0.kind == .extension) && $0.name == type }
      .reduce(0) { $0 + $1.members.count(where: \.isMember) }
  }

  /// The other types that the parts of a type in `file` mention.
  private func neighbours(
    of type: String, in file: SourceFile, among files: [SourceFile], outside: Set<String>
  ) -> Set<String> {
    let parts = (file.types + file.extensions).filter { $0.outermost == type }
    if parts.isEmpty { return [] }
    let nested = TargetNames(files).nested[type] ?? []
    let known = outside.union(
      files.flatMap { other in
        other.types.filter { !$0.isPrivate || other.path == file.path }.map(\.name)
      })
    let names = file.mentions.filter { mention in parts.contains { $0.tokens ~= mention.token } }
    return Set(names.map(\.name)).intersection(known).subtracting(nested).subtracting([type])
  }
}
