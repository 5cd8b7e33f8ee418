import MotifCore
import Testing

@testable import MotifDistributed

@Suite struct MPIMessageTests {
  private static let site = CallSite(fileID: "Module/Ünïcode.swift", line: 12_345)

  private static let calls: [Collective] =
    [
      Collective(.barrier), Collective(.broadcast(root: 3), .bool, counts: [17]),
      Collective(.allReduce(.sum), .bfloat16, counts: [0]),
      Collective(.allReduce(.max), .float64, counts: [1 << 40]),
      Collective(.allGather, .uint8, counts: [1, 0, 5, 7]),
      Collective(.reduceScatter(.max), .int64, counts: [9, 9, 9, 0]),
      Collective(
        .allToAllV, .float32, counts: [0, 1, 2, 3], receiveCounts: [Int.max, 0, 0, 4]),
      Collective(.split, .int64, counts: [3, 3, 3, 3]),
    ]

  private static let messages: [MPIMessage] =
    calls.enumerated().map {
      .call(sequence: $0 * 1000, PostedCollective(collective: $1, site: site))
    }
    + CommunicatorError.Kind.allCases.map {
      .withdrawn(sequence: 4, CommunicatorError($0, "call 4: rank 1 – “gone”"))
    } + [.ended(sequence: 0), .question, .answer]

  private func text(_ message: MPIMessage?) -> String {
    guard case .call(let sequence, let call) = message else { return "\(message as Any)" }
    return "\(sequence) \(call.collective) \(call.collective.receiveCounts) \(call.site)"
  }

  private func read(_ bytes: [UInt8]) -> MPIMessage? {
    bytes.withUnsafeBytes { MPIMessage($0) }
  }

  @Test func whatIsSentIsRead() {
    for message in Self.messages {
      let bytes = message.bytes
      #expect(bytes.count <= MPIMessage.capacity(4))
      #expect(text(read(bytes)) == text(message))
      // The buffer that it is received in is longer.
      #expect(text(read(bytes + [UInt8](repeating: 0xFF, count: 999))) == text(message))
    }
  }

  @Test func damagedMessagesAreRefused() {
    for message in Self.messages {
      let bytes = message.bytes
      for count in 0..<bytes.count { #expect(read(Array(bytes[..<count])) == nil) }
      for index in 0..<min(bytes.count, 72) {
        for value: UInt8 in [0x7F, 0x80, 0xFF] {
          var damaged = bytes
          damaged[index] = value
          // Read as something or refused, but no trap.
          _ = read(damaged)
        }
      }
    }
    #expect(read([]) == nil)
    #expect(read([UInt8](repeating: 0xFF, count: 4096)) == nil)
  }

  @Test func longSentencesAreCutToWhatIsReceived() {
    let error = CommunicatorError(.aborted, String(repeating: "ä", count: 5000))
    let bytes = MPIMessage.withdrawn(sequence: 1, error).bytes
    #expect(bytes.count <= MPIMessage.capacity(1))
    guard case .withdrawn(1, let read) = read(bytes) else {
      Issue.record("not read")
      return
    }
    #expect(read.description.hasPrefix("äää") && read.kind == .aborted)
  }
}
