import MotifCommunicatorContract
import MotifDistributed
import Testing

/// An implementation of ``Communicator`` with a number of ranks: what runs a body on each of them.
struct CommunicatorBackend: Sendable, CustomTestStringConvertible {
  let name: String
  let size: Int
  let run:
    @Sendable (
      _ deadline: Double, _ body: @escaping @Sendable (any Communicator) throws -> Void
    ) throws -> Void

  var testDescription: String { "\(name) of \(size)" }

  static let solo = CommunicatorBackend(name: "solo", size: 1) { _, body in
    try body(SoloCommunicator())
  }

  static func threads(_ size: Int) -> CommunicatorBackend {
    CommunicatorBackend(name: "threads", size: size) { deadline, body in
      _ = try ThreadWorld(size: size, deadline: deadline).run(body)
    }
  }

  static func virtual(_ size: Int) -> CommunicatorBackend {
    CommunicatorBackend(name: "virtual time", size: size) { deadline, body in
      _ = try VirtualTimeWorld(size: size, .h200, deadline: deadline).run(body)
    }
  }

  /// The same with each rank's communicator behind a meter.
  var metered: CommunicatorBackend {
    CommunicatorBackend(name: "metered \(name)", size: size) { [run] deadline, body in
      try run(deadline) { try body(MeteredCommunicator($0)) }
    }
  }

  /// All that the contract is checked on.
  static let all =
    [solo] + [1, 2, 3, 4, 7].map(threads) + [1, 2, 3, 4].map(virtual) + [
      solo.metered, threads(3).metered,
    ]
}

/// The laws of ``Communicator``, checked on every implementation.
@Suite struct CommunicatorContractTests {
  @Test(arguments: CommunicatorBackend.all, CommunicatorLaw.all)
  func lawHolds(backend: CommunicatorBackend, law: CommunicatorLaw) throws {
    if backend.size >= law.fewestRanks { try backend.run(law.deadline, law.check) }
  }
}
