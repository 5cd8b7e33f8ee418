internal import MotifCore
internal import MotifData

extension CommandRun {
  /// What `synth` wrote, as JSON.
  struct Written: Encodable {
    let family: String
    let tasks: Int
    let file: String
  }

  /// A family as `synth --list` tells it.
  struct Listed: Encodable {
    let family: String
    let domain: String
    let levels: Int
  }

  /// Makes tasks, or tells of which families there are.
  func synth(_ arguments: Command.SynthArguments) throws {
    if arguments.listsFamilies { return try listFamilies() }
    let (family, level) = try Self.checked(arguments)
    let file = try arguments.output.isEmpty ? nil : named(arguments.output)
    let lines = signals.leavingAtOnce(.interrupted, "stopped; nothing was written") {
      (0..<arguments.count).reduce(into: "") {
        $0 += TaskRow($1, of: family, level: level, seed: arguments.seed).json + "\n"
      }
    }
    guard let file else { return try StandardStreams.write(lines) }
    try file.write(lines)
    let tasks = arguments.count == 1 ? "1 task" : "\(arguments.count) tasks"
    try output.write(
      Written(family: family.name, tasks: arguments.count, file: file.path),
      text: "\(file.path): \(tasks) of \(family.name)")
  }

  /// The family and its level; throws what is wrong with either as a mistake of usage.
  private static func checked(
    _ arguments: Command.SynthArguments
  ) throws(UsageError) -> (family: any TaskGenerator, level: Int?) {
    let family: any TaskGenerator
    do { family = try TaskGenerators.named(arguments.family) } catch {
      throw UsageError("--family: \(error)")
    }
    guard let level = arguments.level, !family.levels.contains(level) else {
      return (family, arguments.level)
    }
    throw UsageError(
      "--level \(level): \(family.name) has the levels \(family.levels.lowerBound) to "
        + "\(family.levels.upperBound)")
  }

  private func listFamilies() throws {
    let families = TaskGenerators.listing.map {
      Listed(family: $0.name, domain: $0.domain.rawValue, levels: $0.levels.count)
    }
    let width = families.map(\.family.count).max() ?? 0
    let lines = families.map { family in
      family.family + String(repeating: " ", count: width + 2 - family.family.count)
        + "levels 1 to \(family.levels)  \(family.domain)"
    }
    try output.write(["families": families], text: lines.joined(separator: "\n"))
  }
}
