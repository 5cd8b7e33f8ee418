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
  /// Whether processor time is measured, on one thread.
  var processorTime = false
  /// The libraries of the peer script that run the same cases.
  var peers: [String] = []
  /// The interpreter that runs the peer script.
  var python = "python3"
  /// Whether only the names are printed.
  var lists = false
  /// How many ranks share the work of Parallel Muon, one table each.
  var ranks = [8]
  /// What the sides of Parallel Muon's matrices are divided by.
  var scale = 32
  /// Whether Parallel Muon is only played on virtual clocks.
  var isVirtual = false
  /// Where a step of Parallel Muon is drawn, as a trace for a browser.
  var trace: String?
  /// Where the growth of the cost is drawn.
  var drawing: String?
  /// Files of text for the tokenizer, beside the texts that are always there.
  var texts: [String] = []
  /// Tokens that the loader draws.
  var tokens = 1_000_000_000

  init(arguments: [String]) throws(BenchError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": json = true
      case "--cpu-time": processorTime = true
      case "--peers": peers = ["numpy", "torch", "torch-compiled", "tokenizers"]
      case "--peer": peers.append(try Self.text(argument, rest.popFirst(), "a peer"))
      case "--list": lists = true
      case "--virtual": isVirtual = true
      case "--trace": trace = try Self.text(argument, rest.popFirst(), "the path of a file")
      case "--svg": drawing = try Self.text(argument, rest.popFirst(), "the path of a file")
      case "--text": texts.append(try Self.text(argument, rest.popFirst(), "the path of a file"))
      case "--tokens": tokens = try Self.counts(argument, rest.popFirst())[0]
      case "--threads": threads = try Self.counts(argument, rest.popFirst())
      case "--ranks": ranks = try Self.counts(argument, rest.popFirst())
      case "--scale": scale = try Self.counts(argument, rest.popFirst())[0]
      case "--rounds": rounds = try Self.counts(argument, rest.popFirst())[0]
      case "--python":
        python = try Self.text(argument, rest.popFirst(), "the path of an interpreter")
      default:
        if argument.hasPrefix("-") {
          throw BenchError(
            description: "unknown option \(argument); there are --threads, --rounds, --cpu-time, "
              + "--ranks, --scale, --virtual, --trace, --json, --peers, --peer, --python, --svg, "
              + "--text, --tokens and --list")
        }
        names.append(argument)
      }
    }
    if processorTime, threads != [1] {
      throw BenchError(description: "--cpu-time measures one thread; add --threads 1")
    }
  }

  private static func text(
    _ option: String, _ value: String?, _ meaning: String
  ) throws(BenchError) -> String {
    guard let value else { throw BenchError(description: "\(option) needs \(meaning)") }
    return value
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
