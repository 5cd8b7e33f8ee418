import MotifDistributed
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// What Parallel Muon sends and holds.
@Suite struct ParallelMuonTrafficTests {
  /// A row of `distributed/alltoall.jsonl`.
  private struct Exchange: Decodable {
    struct Matrix: Decodable {
      let shape: [Int]
      let tp: String

      var role: ParameterRole {
        switch tp {
        case "shard0": .upProjection
        case "shard1": .downProjection
        default: .custom("matrix", isHiddenMatrix: true)
        }
      }
    }
    let id: Int
    let mesh: [Int]
    let matrices: [Matrix]
    let gather_send: [[Int]]
    let gather_receive: [[Int]]
    let scatter_send: [[Int]]
    let scatter_receive: [[Int]]
    let gather_send_buffers: [[Float]]?
  }

  /// An all-to-all that a rank has started.
  private struct Call: Sendable {
    let counts: [Int]
    let receiveCounts: [Int]
    let sent: [Float]
  }

  /// The all-to-alls of a rank.
  private final class Log {
    private(set) var calls: [Call] = []

    func note(_ collective: Collective) {
      guard collective.operation == .allToAllV else { return }
      calls.append(
        Call(
          counts: collective.counts, receiveCounts: collective.receiveCounts,
          sent: Array(collective.send.bindMemory(to: Float.self))))
    }
  }

  @Test func sendsWhatTheGoldenFilesSay() throws {
    for row in try Fixtures.rows("distributed/alltoall.jsonl", as: Exchange.self) {
      let mesh = Mesh(dpReplicate: row.mesh[0], dpShard: row.mesh[1], tp: row.mesh[2])
      let specs = row.matrices.enumerated().map { index, matrix in
        ParameterSpec(name: "\(index)", shape: Shape(matrix.shape), role: matrix.role)
      }
      var first = 0
      let values = specs.map { spec in
        defer { first += spec.globalShape.count }
        return (first..<first + spec.globalShape.count).map(Float.init)
      }
      let sharding = ModelSharding(specs, on: mesh)
      var options = ParallelMuonOptions()
      (options.mode, options.format, options.sharesReplicas) = (.parallel, .float32, false)
      options.cost = .published(steps: 5)
      let logs = try ThreadWorld(size: mesh.size, deadline: 60).run { [options] inner in
        let log = Log()
        let world = WatchedCommunicator(inner) { collective, _, _ in log.note(collective) }
        let muon = try ParallelMuon(
          of: Array(specs.indices), in: sharding, method: Orthogonalization(), options, over: world)
        try muon.step(
          update: { index in
            let spec = sharding.parameter(index, of: world.rank)
            return Tensor(ShardedProblem.cut(values[index], spec), shape: spec.shape)
          }, apply: { _, _ in })
        return log.calls
      }
      for (rank, calls) in logs.enumerated() {
        try #require(calls.count == 2, "row \(row.id)")
        #expect(calls[0].counts == row.gather_send[rank], "row \(row.id)")
        #expect(calls[0].receiveCounts == row.gather_receive[rank], "row \(row.id)")
        #expect(calls[1].counts == row.scatter_send[rank], "row \(row.id)")
        #expect(calls[1].receiveCounts == row.scatter_receive[rank], "row \(row.id)")
        if let buffers = row.gather_send_buffers {
          #expect(calls[0].sent == buffers[rank], "row \(row.id)")
        }
      }
    }
  }

  /// Peak bytes of each rank over two steps of twelve equal matrices.
  private func peaks(_ change: (inout ParallelMuonOptions) -> Void) throws -> [Int] {
    let specs = (0..<16).map {
      ParameterSpec(name: "\($0)", shape: [64, 96], role: .upProjection)
    }
    var options = ParallelMuonOptions()
    change(&options)
    let sharding = ModelSharding(specs, on: Mesh(dpShard: 4))
    return try ThreadWorld(size: 4, deadline: 60).run { [options] world in
      try ComputeThreads.withTeam(threads: 1) {
        let muon = try ParallelMuon(
          of: Array(specs.indices), in: sharding, method: Orthogonalization(), options, over: world)
        for _ in 0..<2 {
          try muon.step(
            update: { Tensor(repeating: 1, shape: sharding.parameter($0, of: world.rank).shape) },
            apply: { _, _ in })
          #expect(muon.memory.current == 0)
        }
        return muon.memory.peak
      }
    }
  }

  @Test func memoryIsThatOfTheChunksAhead() throws {
    let matrix = 2 * 64 * 96
    let scratch = Orthogonalization.scratchBytes(rows: 64, columns: 96)
    // Every rank owns four matrices; what one sends in a chunk has the size of what it owns.
    let all = try peaks { $0.mode = .parallel }
    #expect(all.allSatisfy { $0 <= max(8 * matrix, 4 * matrix + scratch) && $0 >= 8 * matrix })
    let pipelined = try peaks { ($0.chunkSize, $0.warmup) = (4, 1) }
    // Two chunks between gather and update, the buffers of one that is sent, an orthogonalisation.
    #expect(pipelined.allSatisfy { $0 <= 4 * matrix + scratch })
    let one = try peaks { ($0.chunkSize, $0.warmup) = (4, 0) }
    #expect(one.allSatisfy { $0 <= 2 * matrix + scratch })
    let redundant = try peaks { $0.mode = .distributed }
    #expect(redundant.allSatisfy { $0 == matrix + matrix / 4 + scratch })
    let wide = try peaks { ($0.mode, $0.format) = (.parallel, .float32) }
    #expect(wide.allSatisfy { $0 >= 16 * matrix })
  }
}
