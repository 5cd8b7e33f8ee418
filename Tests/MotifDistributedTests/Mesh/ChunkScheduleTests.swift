import MotifDistributed
import MotifTestSupport
import Testing

/// In which order chunks are gathered, computed, scattered and applied.
@Suite struct ChunkScheduleTests {
  private struct Row: Decodable {
    let chunks: Int
    let warmup: Int
    let events: [String]
    let peak_chunks: Int
  }

  private func text(_ event: ChunkSchedule.Event) -> String {
    switch event {
    case .gather(let chunk): "gather \(chunk)"
    case .compute(let chunk): "compute \(chunk)"
    case .scatter(let chunk): "scatter \(chunk)"
    case .update(let chunk): "update \(chunk)"
    }
  }

  @Test func schedulesAreThoseOfTheTable() throws {
    for row in try Fixtures.rows("distributed/schedule.jsonl", as: Row.self) {
      let schedule = ChunkSchedule(chunks: row.chunks, warmup: row.warmup)
      #expect(schedule.events.map(text) == row.events)
      #expect(schedule.peakChunks == row.peak_chunks)
    }
  }

  @Test func everyChunkGoesThroughAllFourInOrder() {
    for chunks in 0...12 {
      for warmup in 0...14 {
        let schedule = ChunkSchedule(chunks: chunks, warmup: warmup)
        #expect(schedule.events.count == 4 * chunks)
        var (alive, peak) = (0, 0)
        for event in schedule.events {
          if case .gather = event { alive += 1 }
          peak = max(peak, alive)
          if case .update = event { alive -= 1 }
        }
        #expect(schedule.peakChunks == peak && peak <= warmup + 1)
        for chunk in 0..<chunks {
          let places = [
            .gather(chunk), .compute(chunk), .scatter(chunk), .update(chunk),
          ].map { (event: ChunkSchedule.Event) in schedule.events.firstIndex(of: event) ?? -1 }
          #expect(places == places.sorted() && Set(places).count == 4 && places[0] >= 0)
        }
        // Each kind takes the chunks in order, which the collectives of all ranks need.
        let gathers = schedule.events.filter { if case .gather = $0 { true } else { false } }
        #expect(gathers == (0..<chunks).map { .gather($0) })
      }
    }
  }

  @Test func impossiblePipelinesAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = ChunkSchedule(chunks: -1, warmup: 0) }
    await #expect(processExitsWith: .failure) { _ = ChunkSchedule(chunks: 1, warmup: -1) }
  }
}
