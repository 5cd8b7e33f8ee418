import MotifDistributed
import MotifTestSupport
import Testing

/// Who holds which part of a tensor.
@Suite struct ShardSlicesTests {
  @Test(arguments: SampleSharding.all)
  func ranksThatCutHoldEveryElementOnce(_ sample: SampleSharding) {
    let (slices, mesh) = (sample.slices, sample.mesh)
    let all = (0..<mesh.size).map { slices.slice(of: $0) }
    let first = all.indices.filter { slices.isFirstHolder($0) }
    #expect(TensorSlice.flaw(of: first.map { all[$0] }, covering: sample.shape) == nil)
    #expect(first.count == mesh.size(along: slices.shardAxes))
    for rank in all.indices {
      #expect(slices.elementCount(of: rank) == all[rank].elementCount)
      // So does the group of any rank along the axes that cut, and the others repeat it.
      let group = mesh.ranks(with: rank, along: slices.shardAxes)
      #expect(TensorSlice.flaw(of: group.map { all[$0] }, covering: sample.shape) == nil)
      let copies = mesh.ranks(with: rank, along: Mesh.allAxes.subtracting(slices.shardAxes))
      #expect(copies.allSatisfy { all[$0] == all[rank] })
      #expect(copies.filter { slices.isFirstHolder($0) } == [copies[0]])
    }
  }

  /// Index by index: who holds an element follows from the places that its indices fall to.
  @Test(arguments: SampleSharding.all.prefix(120))
  func elementsAreWhereTheRuleSays(_ sample: SampleSharding) {
    let (slices, shape) = (sample.slices, sample.shape)
    for rank in 0..<sample.mesh.size {
      let at = sample.mesh.coordinates(of: rank)
      let slice = slices.slice(of: rank)
      for dimension in shape.indices {
        let cutting = Mesh.Axis.allCases.filter { sample.placements[$0].dimension == dimension }
        let strided = cutting.filter { sample.placements[$0] != .shard(dimension) }
        let order = cutting.filter { !strided.contains($0) } + strided.reversed()
        let held = (0..<shape[dimension]).filter { index in
          var range = 0..<shape[dimension]
          for axis in order {
            let found = SampleSharding.holder(
              of: index - range.lowerBound, of: range.count, pieces: sample.mesh[axis])
            if found.place != at[axis] { return false }
            let start = range.lowerBound
            range = start + found.rest.lowerBound..<start + found.rest.upperBound
          }
          return true
        }
        let range = slice.start[dimension]..<slice.start[dimension] + slice.extent[dimension]
        #expect(Array(range) == held, "dimension \(dimension) of rank \(rank)")
      }
    }
  }

  /// What a rank holds, taken from the whole run by run, is what lies in its box; and back.
  @Test(arguments: SampleSharding.all.prefix(120))
  func shardsAreCopiedFromTheWholeAndBack(_ sample: SampleSharding) {
    let (slices, shape) = (sample.slices, sample.shape)
    let values = (0..<slices.elementCount).map(Float.init)
    var back = [Float](repeating: -1, count: values.count)
    for rank in 0..<sample.mesh.size {
      let slice = slices.slice(of: rank)
      var local = [Float](repeating: -1, count: slice.elementCount)
      slice.forEachRun(in: shape) { own, whole, count in
        local.replaceSubrange(own..<own + count, with: values[whole..<whole + count])
      }
      #expect(local == SliceReference.numbers(slice, of: values, shape: shape))
      slice.forEachRun(in: shape) { own, whole, count in
        back.replaceSubrange(whole..<whole + count, with: local[own..<own + count])
      }
    }
    #expect(back == values)
  }

  @Test func axesOfOneRankCutNothing() {
    let slices = ShardSlices(
      shape: [6, 4], placements: Placements(dpShard: .shard(0), tp: .shard(1)),
      on: Mesh(dpReplicate: 2, dpShard: 3))
    #expect(slices.shardAxes == [.dpShard])
    #expect(slices.slice(of: 4) == TensorSlice(start: [2, 0], extent: [2, 4]))
    #expect((0..<6).map { slices.isFirstHolder($0) } == [true, true, true, false, false, false])
  }

  @Test func impossiblePlacementsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = ShardSlices(shape: [4], placements: Placements(dpShard: .shard(1)), on: Mesh(dpShard: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = ShardSlices(shape: [], placements: Placements(tp: .shard(0)), on: Mesh(dpShard: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = ShardSlices(
        shape: [4], placements: Placements(dpShard: .stridedShard(0, split: 3), tp: .shard(0)),
        on: Mesh(dpShard: 2, tp: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = ShardSlices(
        shape: [4, 4], placements: Placements(dpShard: .stridedShard(0, split: 2), tp: .shard(1)),
        on: Mesh(dpShard: 2, tp: 2))
    }
  }
}
