/// No target imports upward, and the manifest says what the sources import.
extension House {
  /// The targets that each target stands on; it may import these and what they stand on.
  private static let foundations: [String: [String]] = [
    "MotifVector": [],
    "MotifKernels": ["MotifVector"],
    "MotifCore": [],
    "MotifDistributed": ["MotifCore"],
    "MotifTensor": ["MotifKernels", "MotifCore", "MotifDistributed"],
    "MotifData": ["MotifCore"],
    "MotifModel": ["MotifTensor"],
    "MotifOptimizer": ["MotifModel", "MotifDistributed", "MotifData"],
    "MotifEvaluation": ["MotifModel", "MotifData"],
    "MotifReport": ["MotifCore"],
    "MotifConfig": ["MotifOptimizer"],
    "MotifTrainer": ["MotifConfig", "MotifEvaluation", "MotifReport"],
    "MotifCommand": ["MotifTrainer"],
  ]

  /// The entry point is one page, so it reaches for little: these and nothing below them.
  private static let entryPoint = "motif-train"
  private static let entryImports: Set = [
    "MotifCommand", "MotifTrainer", "MotifTensor", "MotifCore",
  ]

  /// The targets that `target` may import; nil for a target that has no place yet.
  static func allowedImports(of target: String) -> Set<String>? {
    if target == entryPoint { return entryImports }
    guard let direct = foundations[target] else { return nil }
    return direct.reduce(into: []) { $0.formUnion((allowedImports(of: $1) ?? []).union([$1])) }
  }

  /// Imports and dependencies that point upward or sideways.
  func upwardImports() -> [String] {
    let dependencies = manifestDependencies
    return targets.flatMap { target -> [String] in
      guard let allowed = Self.allowedImports(of: target) else {
        return ["\(target) has no place among the targets of House+Direction.swift"]
      }
      let forbidden = { (name: String) in
        name != target && isOwn(name) && !allowed.contains(name)
      }
      let imports = files(in: target).flatMap { file in
        Set(file.imports).sorted().filter(forbidden).map { "\(file.path) imports \($0) upward" }
      }
      let listed = (dependencies[target] ?? []).sorted().filter(forbidden)
      return imports + listed.map { "Package.swift lists \($0) upward as dependency of \(target)" }
    }
  }

  /// Where the dependencies in the manifest are not what the sources import.
  func manifestDifferences() -> [String] {
    let dependencies = manifestDependencies
    return targets.flatMap { target -> [String] in
      guard let listed = dependencies[target] else {
        return ["Package.swift has no target \(target)"]
      }
      let files = files(in: target)
      let imported = Set(files.flatMap(\.imports)).filter { isOwn($0) }
      let unlisted = imported.subtracting(listed).sorted().map { name in
        let file = files.first { $0.imports.contains(name) }
        return "\(file?.path ?? target) imports \(name), which Package.swift does not list as "
          + "dependency of \(target)"
      }
      return unlisted
        + listed.subtracting(imported).sorted().map {
          "Package.swift lists \($0) as dependency of \(target), which imports it nowhere"
        }
    }
  }

  private func isOwn(_ module: String) -> Bool {
    Self.allowedImports(of: module) != nil || files.contains { $0.target == module }
  }

  /// The names in the `dependencies:` of every `.target(` and `.executableTarget(` that the
  /// manifest names, by the name of the target.
  private var manifestDependencies: [String: Set<String>] {
    let tokens = Lexer.tokens(of: documents["Package.swift"] ?? "")
    var dependencies: [String: Set<String>] = [:]
    for index in tokens.indices.dropFirst(2) where tokens[index].isSymbol("(") {
      let call = tokens[index - 1]
      guard call.isKeyword("target") || call.isKeyword("executableTarget"),
        tokens[index - 2].isSymbol("."), tokens[safe: index + 1]?.text == "name",
        let name = tokens[safe: index + 3], name.kind == .string
      else { continue }
      dependencies[name.text, default: []].formUnion(Self.listed(in: tokens[(index + 4)...]))
    }
    return dependencies
  }

  /// The strings of the `dependencies:` that follow the name of a target.
  private static func listed(in tokens: ArraySlice<Token>) -> [String] {
    let start = tokens.startIndex
    guard tokens.count > 3, tokens[start].isSymbol(","), tokens[start + 1].text == "dependencies"
    else { return [] }
    return tokens[(start + 3)...].prefix { !$0.isSymbol("]") }.filter { $0.kind == .string }
      .map(\.text)
  }
}
