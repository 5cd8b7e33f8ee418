import MotifTensor
import Testing

/// A program that sets nothing else ends with a sentence where the system has no more memory.
@Suite struct RefusedMemoryTests {
  private static func expectSentence(_ result: ExitTest.Result?) {
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("the system refused ") && error.contains(" bytes of memory"), "\(error)")
  }

  @Test func moreThanThereIsAddressSpace() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      _ = Tensor(repeating: 0, shape: [1 << 46])
    }
    Self.expectSentence(result)
  }

  /// Beyond the largest class of sizes that blocks are counted in.
  @Test func moreThanBlocksAreCountedIn() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      _ = Tensor(repeating: 0, shape: [1 << 54])
    }
    Self.expectSentence(result)
  }
}
