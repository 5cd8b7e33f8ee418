#if MOTIF_LIBFUZZER
  import Foundation

  /// libFuzzer's own `main`, which the toolchain links in with `-sanitize=fuzzer`.
  @_extern(c, "LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt

  /// Cases without end, chosen by the coverage that they reach.
  enum LibFuzzer {
    nonisolated(unsafe) fileprivate static var bench: FuzzBench?

    /// Runs until something is found or `options`, those of libFuzzer, say so.
    static func run(_ format: FuzzFormat, folder: String, options: [String]) throws -> CInt {
      bench = try FuzzBench(format, folder: folder)
      let words = ["motif-fuzz"] + options
      // libFuzzer keeps them for as long as the process lives.
      var arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
        capacity: words.count + 1)
      for (index, word) in words.enumerated() { arguments[index] = strdup(word) }
      arguments[words.count] = nil
      var count = CInt(words.count)
      return runDriver(&count, &arguments, oneCase)
    }
  }

  /// The name under which libFuzzer's own `main` looks for its body.
  @_cdecl("LLVMFuzzerTestOneInput")
  func oneCase(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    LibFuzzer.bench?.feed(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
#endif
