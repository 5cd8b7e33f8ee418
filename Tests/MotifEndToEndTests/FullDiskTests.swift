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
    @Test(.enabled(if: canMount), arguments: [4, 60, 230, 290]) func isSaid(_ kilobytes: Int) throws
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
      // The first checkpoint takes about 180 kB, the list of its tensors among them.
      #expect(output.contains("generated \(kilobytes < 180 ? 3 : 0)\n"), "\(output)")
    }

    /// The disk fills up at any file of the run folder: tokenizer, plan, metrics, events.
    ///
    /// With more room, the run comes to its end with the bits of one that never stopped. Checkpoints
    /// lie on a disk of their own, so that it is the small files that meet the end.
    @Test(.enabled(if: canMount)) func moreRoomBringsTheRunToItsEnd() throws {
      let place = try Workplace()
      try place.writeTinyRecipe(steps: 40)
      let whole = try Executable.run(["tiny.json", "--set", "name=whole"], in: place.path)
      #expect(whole.status == 0, "\(whole.all)")
      for folder in ["small", "large"] {
        try FileManager.default.createDirectory(
          atPath: place.path + "/" + folder, withIntermediateDirectories: false)
      }
      let output = try Self.script(
        """
        for size in 8 16 20 24 28 32 36 40 44 48 56; do
          mount -t tmpfs -o size=${size}k none small || exit 9
          rm -rf large/* && mkdir small/tiny && ln -s ../../large small/tiny/checkpoints
          "$MOTIF" tiny.json --set output=small 2> error; echo "$size: status $?"
          tail -n 1 error
          mount -o remount,size=9m small || exit 9
          if [ -e small/tiny/config.json ]
          then "$MOTIF" --resume small/tiny
          else "$MOTIF" tiny.json --set output=small
          fi > end 2>&1 || { echo "$size: ended $?"; cat end; }
          cmp runs/whole/checkpoints/step-00000040/model.safetensors \\
            large/step-00000040/model.safetensors && echo "$size: same"
          umount small
        done
        """, in: place
      ).all
      let sizes = [8, 16, 20, 24, 28, 32, 36, 40, 44, 48, 56]
      for size in sizes { #expect(output.contains("\(size): same\n"), "\(output)") }
      let full = output.split(separator: "\n").filter { $0.hasSuffix("the disk is full") }
      #expect(full.count == output.components(separatedBy: "status 3").count - 1, "\(output)")
      #expect(!output.contains(": ended"), "\(output)")
      for file in ["tokenizer.json", "plan.svg", "metrics.jsonl", "events.out"] {
        #expect(full.contains { $0.contains(file) }, "\(file): \(output)")
      }
    }
  }
#endif
