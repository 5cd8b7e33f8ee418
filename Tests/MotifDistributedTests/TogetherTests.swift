import Foundation
import MotifCore
import MotifDistributed
import Testing

/// Work that succeeds on all ranks or on none.
@Suite struct TogetherTests {
  private static func error(_ rank: Int) -> FileError {
    FileError(path: "a b/ü-\(rank)", action: "write", code: ENOSPC)
  }

  @Test(arguments: 1...4) func everyRankGetsItsOwnResult(_ size: Int) throws {
    let results = try ThreadWorld(size: size, deadline: 20).run { communicator in
      try communicator.together { communicator.rank * 10 }
    }
    #expect(results == (0..<size).map { $0 * 10 })
  }

  /// Every set of ranks of up to four that fail.
  @Test(arguments: 1...4) func theLowestRankThatFailedIsNamed(_ size: Int) throws {
    for set in 1..<(1 << size) {
      let failed = (0..<size).filter { set >> $0 & 1 == 1 }
      let errors = try ThreadWorld(size: size, deadline: 20).run { communicator in
        let rank = communicator.rank
        let error = #expect(throws: FileError.self) {
          try communicator.together { () throws(FileError) in
            if failed.contains(rank) { throw Self.error(rank) }
          }
        }
        // The group stays of use.
        #expect(try communicator.allReduce(1, .sum) == size)
        return try #require(error)
      }
      for (rank, error) in errors.enumerated() {
        let own = failed.contains(rank)
        let told = Self.error(own ? rank : failed[0])
        #expect(error.path == told.path && error.code == told.code && error.isRefusal)
        #expect(error.reason == (own ? "" : "rank \(failed[0]): ") + told.reason)
      }
    }
  }

  @Test func anErrorOfTheContentIsNoRefusal() throws {
    let errors = try ThreadWorld(size: 2, deadline: 20).run { communicator in
      #expect(throws: FileError.self) {
        try communicator.agree(
          on: communicator.rank == 1 ? FileError(path: "", reason: "") : nil)
      }
    }
    #expect(errors[0] == FileError(path: "", reason: "rank 1: "))
    #expect(errors[1] == FileError(path: "", reason: ""))
  }

  @Test func aRankThatIsGoneIsACommunicatorError() throws {
    let error = #expect(throws: CommunicatorError.self) {
      try ThreadWorld(size: 3, deadline: 20).run { communicator in
        if communicator.rank != 1 { try communicator.together {} }
      }
    }
    #expect(error?.kind == .departed)
  }
}
