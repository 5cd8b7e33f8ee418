#if os(Linux)
  import Foundation
  import Testing

  /// A disk that fills up during training: one sentence, and the last checkpoint stays whole.
  ///
  /// The disk is a memory file system inside a mount namespace of its own, which not every machine
  /// lets its users make; there the test is skipped.
  @Suite struct FullDiskTests {
    private static func script(_ text: String, in place: Workplace) throws -> Executable.Result {
      let path = try place.write("script.sh", text)
      return try Executable.shell("unshare -Urm sh \(path)", in: place.path)
    }

    static let canMount: Bool = {
      guard let place = try? Workplace() else { return false }
      return (try? script("mount -t tmpfs -o size=4k none .", in: place).status) == 0
    }()

    /// Sizes at which the first file, the first checkpoint, its weights, and the optimizer state of
    /// the second no longer fit.
    @Test(.enabled(if: canMount), arguments: [4, 60, 200, 260]) func isSaid(_ kilobytes: Int) throws
    {
      let place = try Workplace()
      try place.writeTinyRecipe()
      try FileManager.default.createDirectory(
        atPath: place.path + "/small", withIntermediateDirectories: false)
      let program = "\"$MOTIF\""
      let output = try Self.script(
        """
        mount -t tmpfs -o size=\(kilobytes)k none small || exit 9
        \(program) tiny.json --set output=small; echo "status $?"
        \(program) generate small/tiny --prompt One --tokens 2; echo "generated $?"
        """, in: place
      ).all
      #expect(output.contains("status 3\n"), "\(output)")
      #expect(output.contains("the disk is full"), "\(output)")
      #expect(!output.contains("Fatal error"), "\(output)")
      // The first checkpoint takes about 160 kB.
      #expect(output.contains("generated \(kilobytes < 160 ? 3 : 0)\n"), "\(output)")
    }
  }
#endif
