import MotifKernels

/// A mistake in the command line or in a peer, told in one sentence.
struct BenchError: Error, CustomStringConvertible {
  let description: String
}

/// What the command line asks for.
struct BenchOptions {
  /// A case runs when its `group/name` contains one of these, or when there is none.
  var names: [String] = []
  /// Thread counts, one table each.
  var threads = [Parallel.processorCount]
  /// Interleaved measurements of each side.
  var rounds = 7
  /// Whether rows are printed as JSON, one object a line.
  var json = false
  /// Whether numpy (and PyTorch, where it is installed) run the same cases.
  var peers = false
  /// The interpreter that runs the peer script.
  var python = "python3"
  /// Whether only the names are printed.
  var lists = false

  init(arguments: [String]) throws(BenchError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": json = true
      case "--peers": peers = true
      case "--list": lists = true
      case "--threads": threads = try Self.counts(argument, rest.popFirst())
      case "--rounds": rounds = try Self.counts(argument, rest.popFirst())[0]
      case "--python":
        guard let path = rest.popFirst() else {
          throw BenchError(description: "--python needs the path of an interpreter")
        }
        python = path
      default:
        if argument.hasPrefix("-") {
          throw BenchError(
            description: "unknown option \(argument); there are --threads, --rounds, --json, "
              + "--peers, --python and --list")
        }
        names.append(argument)
      }
    }
  }

  func includes(_ name: String) -> Bool { names.isEmpty || names.contains { name.contains($0) } }

  private static func counts(_ option: String, _ text: String?) throws(BenchError) -> [Int] {
    let counts = (text ?? "").split(separator: ",").map { Int($0) ?? 0 }
    guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }) else {
      throw BenchError(
        description:
          "\(option) needs positive whole numbers, as in \(option) 1, not '\(text ?? "")'")
    }
    return counts
  }
}
