/// What the files of a target declare, by name: the other end of every reference.
struct TargetNames {
  /// The files that declare a type of this name at the top level, private ones left out.
  private(set) var types: [String: [SourceFile]] = [:]
  /// The same for functions and values.
  private(set) var functions: [String: [SourceFile]] = [:]
  /// The members of each type by their names, and the paths of the files that declare them.
  private(set) var members: [String: [String: Set<String>]] = [:]
  /// The names of the types nested in each type.
  private(set) var nested: [String: Set<String>] = [:]

  /// The names that `files` declare.
  init(_ files: [SourceFile]) {
    for file in files {
      let visible = { (declarations: [Declaration]) in
        Set(declarations.filter { !$0.isPrivate }.map(\.name))
      }
      for name in visible(file.types) { types[name, default: []].append(file) }
      for name in visible(file.functions) { functions[name, default: []].append(file) }
      for outer in file.types + file.extensions {
        nested[outer.outermost, default: []].formUnion(outer.nestedTypes.map(\.name))
        for member in outer.members where !member.isPrivate {
          members[outer.name, default: [:]][member.name, default: []].insert(file.path)
        }
      }
    }
  }

  /// The paths of the files that a name in `file` refers to, with the names.
  ///
  /// A name that the file declares, introduces or reaches through a type that it declares or
  /// extends means that instead. `Type.member` also refers to the file of the member, where one
  /// file alone declares it.
  func references(of file: SourceFile) -> [(name: String, path: String)] {
    let surrounding = (file.types + file.extensions).map(\.outermost)
    let ownTypes = surrounding.reduce(into: file.nestedNames.union(file.types.map(\.name))) {
      $0.formUnion(nested[$1] ?? [])
    }
    let ownFunctions = surrounding.reduce(into: file.introduced) {
      $0.formUnion(members[$1].map { Set($0.keys) } ?? [])
    }
    var found: [String: Set<String>] = [:]
    for mention in file.mentions {
      if let declaring = types[mention.name] {
        if !ownTypes.contains(mention.name) {
          found[mention.name, default: []].formUnion(declaring.map(\.path))
        }
        if let member = mention.member, let places = members[mention.name]?[member],
          places.count == 1
        {
          found["\(mention.name).\(member)", default: []].formUnion(places)
        }
      } else if let declaring = functions[mention.name],
        !ownFunctions.contains(mention.name)
      {
        found[mention.name, default: []].formUnion(declaring.map(\.path))
      }
    }
    return found.flatMap { name, paths in paths.map { (name, $0) } }
      .filter { $0.1 != file.path }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
  }
}
