import Foundation

/// A Python process that runs the same operations, one request and one answer a line.
///
/// The process lives through the whole run, so that its measurements alternate with ours.
final class Peer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending = Data()

  /// Starts `Benchmarks/Peers/peer.py` for `library` with `threads` threads.
  init(
    library: String, python: String, threads: Int, processorTime: Bool
  ) throws(BenchError) {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Peers/peer.py")
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-B", script.path, library]
    // A peer is measured at its best, whatever kernels and cache sizes the shell names for OpenBLAS.
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("OPENBLAS_")
    }
    for name in [
      "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS",
    ] {
      environment[name] = String(threads)
    }
    environment["TOKENIZERS_PARALLELISM"] = threads > 1 ? "true" : "false"
    environment["MOTIF_PEER_FILES"] = PeerFolder.path
    environment["MOTIF_PEER_CLOCK"] = processorTime ? "processor" : "wall"
    // glibc keeps freed memory: fresh pages would cost a peer more than its arithmetic.
    environment["MALLOC_MMAP_MAX_"] = "0"
    environment["MALLOC_TRIM_THRESHOLD_"] = String(1 << 36)
    environment["MALLOC_TOP_PAD_"] = String(1 << 26)
    environment["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
    process.environment = environment
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch {
      throw BenchError(description: "the peer \(python) could not be started: \(error)")
    }
  }

  /// The first line of the script: library and version, or why there is none.
  func greeting() throws(BenchError) -> String { try line() }

  /// Seconds of one call, or nil where the peer does not know the operation.
  func seconds(_ request: PeerRequest, calls: Int) throws(BenchError) -> Double? {
    var fields = request.arguments.mapValues(String.init)
    fields.merge(request.files) { number, _ in number }
    fields["calls"] = String(calls)
    let arguments = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let text = ([request.operation] + arguments).joined(separator: " ") + "\n"
    input.fileHandleForWriting.write(Data(text.utf8))
    return Double(try line())
  }

  /// The most memory that the process held so far.
  func peakResidentMebibytes() throws(BenchError) -> Int {
    input.fileHandleForWriting.write(Data("peak_resident_mib\n".utf8))
    return Int(Double(try line()) ?? 0)
  }

  /// Ends the process.
  func stop() {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }

  private func line() throws(BenchError) -> String {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending = Data(pending[pending.index(after: end)...]) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { throw BenchError(description: "the peer process ended early") }
      pending.append(more)
    }
  }
}
