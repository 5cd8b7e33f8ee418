import MotifDistributed
import Testing

/// Pipelines under virtual clocks.
@Suite struct VirtualScheduleTests {
  /// A cluster of round numbers: a second for a million operations, another for a collective.
  static let plain: ClusterConstants = {
    var constants = ClusterConstants.h200
    constants.collectiveSeconds = 1
    constants.allToAllBytesPerSecond = 4
    constants.allGatherBytesPerSecond = 2
    constants.contention = 0
    constants.newtonSchulz = [.init(rows: 1, columns: 1, teraflops: 1e-6)]
    return constants
  }()

  private func plan(
    _ shapes: [[Int]], on mesh: Mesh, chunkSize: Int,
    _ assignment: OwnershipPlan.Assignment = .sorted
  ) -> OwnershipPlan {
    let slices = shapes.map { shape in
      ShardSlices(
        shape: shape, placements: Placements(sharding: 0, inside: .replicate, on: mesh), on: mesh)
    }
    let costs = shapes.map {
      OwnershipPlan.newtonSchulzCost(rows: $0[0], columns: $0[1], steps: 5)
    }
    return OwnershipPlan(
      slices, costs: costs, on: mesh, assignment: assignment, chunkSize: chunkSize)
  }

  /// Two ranks, two 4 × 2 matrices: each rank sends half of one, 4 numbers in 8 bytes: 1 + 8 / 4 s.
  @Test func oneChunkIsGatheredComputedAndScattered() {
    let mesh = Mesh(dpShard: 2)
    var schedule = VirtualSchedule(on: mesh, Self.plain)
    schedule.play(plan([[4, 2], [4, 2]], on: mesh, chunkSize: 2), warmup: 0)
    // 5 · (2·8 + 4·4·4 + 2·2·4 + 3·4) operations.
    let work = 540e-6
    for rank in schedule.ranks {
      #expect(rank.spans.map(\.work) == [.gather, .compute, .scatter, .update])
      let expected = [(0, 3), (3, 3 + work), (3 + work, 6 + work), (6 + work, 6 + work)]
      for (span, (start, end)) in zip(rank.spans, expected) {
        #expect(abs(span.start - start) < 1e-9 && abs(span.end - end) < 1e-9)
      }
      #expect(abs(rank.computeSeconds - work) < 1e-12)
      // Results, send buffer and receive buffer, 16 bytes each; rebuilding takes two and scratch of 32.
      #expect(rank.peakBytes == 64)
    }
    #expect(abs(schedule.seconds - 6 - work) < 1e-9)
    #expect(abs(schedule.idleShare - 6 / (6 + work)) < 1e-9)
  }

  /// Every rank gathers, which takes 1 + 8 / 2 s, and computes both matrices.
  @Test func everyRankComputesEverything() {
    let mesh = Mesh(dpShard: 2)
    var schedule = VirtualSchedule(on: mesh, Self.plain)
    schedule.playRedundant(plan([[4, 2], [4, 2]], on: mesh, chunkSize: 2))
    #expect(abs(schedule.seconds - 2 * (5 + 540e-6)) < 1e-9)
    // Sent 8, received and rebuilt 16 each, scratch 32.
    #expect(schedule.peakBytes == 8 + 16 + 16 + 32)
  }

  /// One chunk ahead of two: no rank computes while anything travels.
  @Test func contentionIsOnlySeenWhereSomethingOverlaps() {
    var constants = ClusterConstants.h200
    let mesh = Mesh(dpShard: 2)
    let shapes = Array(repeating: [4096, 16384], count: 4)
    func computeSeconds(_ constants: ClusterConstants) -> Double {
      var schedule = VirtualSchedule(on: mesh, constants)
      schedule.play(plan(shapes, on: mesh, chunkSize: 2), warmup: 1)
      return schedule.ranks[0].computeSeconds
    }
    let seen = computeSeconds(constants)
    constants.contention = 0
    let alone = computeSeconds(constants)
    #expect(abs(alone - 2 * 10.165e-3) < 1e-4)
    #expect(seen == alone)
  }

  /// With two chunks ahead, the second is computed while the first is scattered: 82 % of it is seen.
  @Test func theShareOfACollectiveThatIsSeenIsTheMeasuredOne() {
    let mesh = Mesh(dpShard: 2)
    let shapes = Array(repeating: [4096, 16384], count: 4)
    let plan = plan(shapes, on: mesh, chunkSize: 2)
    func rank(_ constants: ClusterConstants) -> VirtualRank {
      var schedule = VirtualSchedule(on: mesh, constants)
      schedule.play(plan, warmup: 2)
      return schedule.ranks[0]
    }
    var quiet = ClusterConstants.h200
    quiet.contention = 0
    let (seen, alone) = (rank(.h200), rank(quiet))
    let collective = alone.spans.filter { $0.work.isCommunication }.map { $0.end - $0.start }
    // The second gather and the first scatter run beside computation.
    let overlapped = collective[1] + collective[2]
    #expect(abs(seen.computeSeconds - alone.computeSeconds - 0.82 * overlapped) < 1e-9)
  }

  /// Laws of every schedule: queues in order, groups together, no event before what it needs.
  @Test(arguments: SampleOwnership.all)
  func schedulesKeepTheirOrder(_ sample: SampleOwnership) throws {
    for warmup in [0, 1, 2, 5] {
      var schedule = VirtualSchedule(on: sample.plan.mesh, Self.plain)
      schedule.play(sample.plan, warmup: warmup)
      var again = VirtualSchedule(on: sample.plan.mesh, Self.plain)
      again.play(sample.plan, warmup: warmup)
      let chunks = sample.plan.chunks.count
      for (rank, repeated) in zip(schedule.ranks, again.ranks) {
        #expect(rank.spans == repeated.spans && rank.peakBytes == repeated.peakBytes)
        for isCommunication in [true, false] {
          let queue = rank.spans.filter { $0.work.isCommunication == isCommunication }
          #expect(zip(queue, queue.dropFirst()).allSatisfy { $0.end <= $1.start })
          #expect(queue.allSatisfy { $0.arrival <= $0.start && $0.start <= $0.end })
        }
        for chunk in 0..<chunks {
          func span(_ work: VirtualSpan.Work) throws -> VirtualSpan {
            try #require(rank.spans.first { $0.work == work && $0.chunk == chunk })
          }
          #expect(try span(.gather).end <= span(.compute).start)
          #expect(try span(.compute).end <= span(.scatter).start)
          #expect(try span(.scatter).end <= span(.update).start)
        }
      }
      for chunk in 0..<chunks {
        for work in [VirtualSpan.Work.gather, .scatter] {
          let spans = schedule.ranks.compactMap { rank in
            rank.spans.first { $0.work == work && $0.chunk == chunk }
          }
          let groups = Dictionary(
            grouping: spans.indices,
            by: { sample.plan.mesh.group(of: $0, along: sample.plan.shardAxes) })
          for group in groups.values {
            #expect(Set(group.map { spans[$0].start }).count == 1)
            #expect(Set(group.map { spans[$0].end }).count == 1)
            #expect(group.contains { spans[$0].arrival == spans[$0].start })
          }
        }
      }
    }
  }

  /// Without contention a rank computes as long as its matrices take, however many chunks are ahead.
  @Test(arguments: SampleOwnership.all)
  func noWorkIsLost(_ sample: SampleOwnership) {
    let plan = sample.plan
    for warmup in [0, 1, 5] {
      var schedule = VirtualSchedule(on: plan.mesh, Self.plain)
      schedule.play(plan, warmup: warmup)
      for (number, rank) in schedule.ranks.enumerated() {
        let place = plan.mesh.place(of: number, along: plan.ownerAxes)
        let own = plan.slices.indices.filter { plan.owners[$0] == place }
        let seconds = own.reduce(0.0) {
          $0
            + Self.plain.orthogonalizationSeconds(
              rows: plan.slices[$1].shape[0], columns: plan.slices[$1].shape[1])
        }
        #expect(abs(rank.computeSeconds - seconds) < 1e-9)
        #expect(rank.end >= rank.computeSeconds && rank.liveBytes == 0)
      }
      #expect(0...1 ~= schedule.idleShare)
    }
  }
}
