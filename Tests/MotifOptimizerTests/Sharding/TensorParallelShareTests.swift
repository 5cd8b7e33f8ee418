import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

/// What one rank of tensor parallelism computes: whole groups of heads.
@Suite struct TensorParallelShareTests {
  /// Models of several groups, some with fewer key groups than groups, and odd widths elsewhere.
  static let configs: [ModelConfig] =
    ModelPresets.all.map(\.config)
    + [(1, 1, 1), (2, 1, 3), (6, 3, 2), (6, 6, 5), (8, 2, 4), (12, 12, 1)].map {
      groups, keyGroups, signalHeads in
      ModelConfig(
        hiddenSize: 24, layerCount: 2, intermediateSize: 37,
        queryHeadCount: groups * (signalHeads + 1), keyValueHeadCount: 2 * keyGroups,
        noiseHeadCount: groups, headDim: 6, ropeTheta: 1e4, maxPositionEmbeddings: 64,
        vocabSize: 101)
    } + BaselineShape.allCases.map(\.config)

  private func shares(_ config: ModelConfig, _ degree: Int) throws -> [TensorParallelShare] {
    try (0..<degree).map { try TensorParallelShare(config, degree: degree, index: $0) }
  }

  @Test(arguments: configs)
  func groupsStayTogether(_ config: ModelConfig) throws {
    let (ratio, dim) = (config.signalHeadsPerGroup, config.headDim)
    for degree in 1...config.keyGroupCount where config.keyGroupCount % degree == 0 {
      for share in try shares(config, degree) {
        let groups = share.groups
        #expect(groups.count == config.groupCount / degree)
        // The signal heads of a group and its noise head, which is the last of its stripe; without
        // noise heads the query heads of a key head.
        let noise = config.isDifferential ? 1 : 0
        let stripe = ratio + noise
        let heads = groups.flatMap { group in (0..<stripe).map { group * stripe + $0 } }
        #expect(Array(share.queryHeads) == heads)
        // The pair of keys that each of them reads, and no other.
        let readers = config.groupCount / config.keyGroupCount
        let keys =
          config.isDifferential
          ? Set(groups.flatMap { [2 * ($0 / readers), 2 * ($0 / readers) + 1] }) : Set(groups)
        #expect(Array(share.keyHeads) == keys.sorted())
        let width = ratio * (1 + noise) * dim
        let columns = groups.flatMap { $0 * width..<($0 + 1) * width }
        #expect(Array(share.attentionColumns) == columns)
      }
    }
  }

  @Test(arguments: configs)
  func rowsAndColumnsAreThoseOfTheShare(_ config: ModelConfig) throws {
    for degree in 1...config.keyGroupCount where config.keyGroupCount % degree == 0 {
      let sharding = try ModelSharding(config, on: Mesh(tp: degree))
      for (rank, share) in try shares(config, degree).enumerated() {
        func rows(of heads: Range<Int>) -> Range<Int> {
          heads.lowerBound * config.headDim..<heads.upperBound * config.headDim
        }
        for (spec, slices) in zip(sharding.parameters, sharding.slices) {
          let (axis, range): (Int, Range<Int>)
          switch spec.role {
          case .embedding, .outputHead: (axis, range) = (0, share.tokens)
          case .queryProjection: (axis, range) = (0, rows(of: share.queryHeads))
          case .keyProjection, .valueProjection: (axis, range) = (0, rows(of: share.keyHeads))
          case .gateProjection, .upProjection: (axis, range) = (0, share.units)
          case .outputProjection: (axis, range) = (1, share.attentionColumns)
          case .downProjection: (axis, range) = (1, share.units)
          default: (axis, range) = (0, 0..<spec.globalShape[0])
          }
          var whole = TensorSlice(wholeOf: spec.globalShape.dimensions)
          whole = TensorSlice(
            start: whole.start.indices.map { $0 == axis ? range.lowerBound : 0 },
            extent: whole.extent.indices.map { $0 == axis ? range.count : whole.extent[$0] })
          #expect(slices.slice(of: rank) == whole, "\(spec.name) of rank \(rank)")
        }
      }
    }
  }

  @Test func degreesThatCutAGroupAreRefused() async throws {
    let preset = try #require(ModelPresets.named("motif-2-12.7b"))
    for degree in [3, 5, 6, 7, 9, 16, 0, -2] {
      let error = #expect(throws: ShardingError.self) {
        try TensorParallelShare.check(preset, degree: degree)
      }
      #expect(
        error?.description
          == "tensor parallelism over \(degree) ranks would cut one of the 8 groups of heads of the "
          + "model; expected a number of ranks that divides 8: 1, 2, 4, 8")
    }
    // Six groups that share three pairs of keys: two ranks would share a pair.
    let sharing = Self.configs[ModelPresets.all.count + 2]
    try TensorParallelShare.check(sharing, degree: 3)
    let error = #expect(throws: ShardingError.self) {
      try ModelSharding(sharing, on: Mesh(dpShard: 2, tp: 6))
    }
    #expect(
      error?.description
        == "tensor parallelism over 6 ranks would cut one of the 3 groups of key heads of the model; "
        + "expected a number of ranks that divides 3: 1, 3")
    #expect(throws: ShardingError.self) {
      try TensorParallelShare(sharing, degree: 2, index: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = try TensorParallelShare(TensorParallelShareTests.configs[0], degree: 2, index: 2)
    }
  }

  private struct Golden: Decodable {
    struct Config: Decodable {
      let hidden: Int
      let layers: Int
      let ffn: Int
      let groups: Int
      let ratio: Int
      let head_dim: Int
      let vocab: Int
      let tied: Bool
    }
    struct Valid: Decodable {
      struct Entry: Decodable {
        let name: String
        let shape: [Int]
        let placement: String
        let ranges: [[Int]]?
        let local_shape: [Int]
      }
      let tp: Int
      let groups_per_rank: Int
      let query_heads_per_rank: Int
      let key_heads_per_rank: Int
      let groups: [[Int]]
      let parameters_per_rank: [Int]
      let tensors: [Entry]
    }
    struct Invalid: Decodable {
      let tp: Int
    }
    let preset: String
    let config: Config
    let valid: [Valid]
    let invalid: [Invalid]
    let parameters: Int
  }

  private func model(_ golden: Golden.Config) -> ModelConfig {
    ModelConfig(
      hiddenSize: golden.hidden, layerCount: golden.layers, intermediateSize: golden.ffn,
      queryHeadCount: golden.groups * (golden.ratio + 1), keyValueHeadCount: 2 * golden.groups,
      noiseHeadCount: golden.groups, headDim: golden.head_dim, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: golden.vocab, tieWordEmbeddings: golden.tied)
  }

  @Test func sharesAreThoseOfTheTable() throws {
    let file = Fixtures.folder.appendingPathComponent("distributed/tensor_parallel.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: try Data(contentsOf: file))
    try #require(!goldens.isEmpty)
    for golden in goldens {
      let config = model(golden.config)
      #expect(config.parameterCount == golden.parameters)
      for valid in golden.valid {
        let sharding = try ModelSharding(config, on: Mesh(tp: valid.tp))
        let shares = try shares(config, valid.tp)
        let label = "\(golden.preset) over \(valid.tp)"
        #expect(shares.map { [$0.groups.lowerBound, $0.groups.upperBound] } == valid.groups)
        #expect(shares.allSatisfy { $0.groups.count == valid.groups_per_rank }, "\(label)")
        #expect(shares.allSatisfy { $0.queryHeads.count == valid.query_heads_per_rank })
        #expect(shares.allSatisfy { $0.keyHeads.count == valid.key_heads_per_rank }, "\(label)")
        #expect(
          (0..<valid.tp).map { sharding.elementCount(of: $0) } == valid.parameters_per_rank)
        for entry in valid.tensors { try check(entry, sharding, label) }
        let names = Set(valid.tensors.map(\.name))
        #expect(Set(sharding.parameters.map { pattern($0.name) }) == names, "\(label)")
      }
      for invalid in golden.invalid {
        #expect(throws: ShardingError.self, "\(golden.preset) over \(invalid.tp)") {
          try ModelSharding(config, on: Mesh(tp: invalid.tp))
        }
      }
    }
  }

  /// The name with `*` for the number of a layer.
  private func pattern(_ name: String) -> String {
    name.split(separator: ".").map { Int($0) == nil ? String($0) : "*" }.joined(separator: ".")
  }

  private func check(
    _ entry: Golden.Valid.Entry, _ sharding: ModelSharding, _ label: String
  ) throws {
    let matching = sharding.parameters.indices.filter {
      pattern(sharding.parameters[$0].name) == entry.name
    }
    try #require(!matching.isEmpty, "\(label): \(entry.name)")
    for index in matching {
      let spec = sharding.parameters[index]
      #expect(spec.globalShape.dimensions == entry.shape, "\(label): \(spec.name)")
      let placement = spec.role.tensorParallelPlacement
      let name = placement.dimension.map { "shard\($0)" } ?? "replicate"
      #expect(name == entry.placement, "\(label): \(spec.name)")
      let slices = (0..<sharding.mesh.size).map { sharding.slices[index].slice(of: $0) }
      if let dimension = placement.dimension {
        let ranges = slices.map {
          [$0.start[dimension], $0.start[dimension] + $0.extent[dimension]]
        }
        #expect(ranges == entry.ranges, "\(label): \(spec.name)")
      }
      #expect(slices[0].extent == entry.local_shape, "\(label): \(spec.name)")
    }
  }
}
