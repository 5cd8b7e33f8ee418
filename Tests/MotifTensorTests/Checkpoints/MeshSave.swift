import MotifCore
import MotifDistributed
import MotifTensor
import MotifTestSupport

/// A checkpoint of a few tensors as the ranks of a mesh hold them.
struct MeshSave: Sendable, CustomStringConvertible {
  /// How the axes cut the tensors, as far as these have the dimensions.
  enum Cut: CaseIterable {
    case whole, rows, columns, both, strided, crossed

    fileprivate func placements(_ shape: [Int], on mesh: Mesh) -> Placements {
      func shard(_ dimension: Int) -> Placement {
        shape.indices.contains(dimension) ? .shard(dimension) : .replicate
      }
      switch self {
      case .whole: return Placements()
      case .rows: return Placements(dpShard: shard(0))
      case .columns: return Placements(tp: shard(1))
      case .both: return Placements(dpShard: shard(0), tp: shard(1))
      case .strided:
        guard !shape.isEmpty else { return Placements() }
        return Placements(sharding: 0, inside: shard(0), on: mesh)
      case .crossed: return Placements(dpReplicate: shard(1), dpShard: shard(1), tp: shard(0))
      }
    }
  }

  /// Tensors by file: one number, fewer rows than ranks, what nothing divides, none at all.
  static let tensors: [(file: String, name: String, shape: [Int])] = [
    ("model.safetensors", "embed", [7, 4]), ("model.safetensors", "norm", [5]),
    ("model.safetensors", "up", [6, 9]), ("model.safetensors", "scale", []),
    ("model.safetensors", "down", [1, 3]), ("optimizer.safetensors", "up.momentum", [6, 9]),
    ("optimizer.safetensors", "cube", [3, 2, 5]), ("optimizer.safetensors", "nothing", [0, 4]),
    ("optimizer.safetensors", "last", [2, 1]),
  ]

  /// Every mesh of one to four ranks.
  static let meshes: [Mesh] = (1...4).flatMap { size in
    (1...size).flatMap { replicas in
      (1...size).flatMap { shards in
        (1...size).filter { replicas * shards * $0 == size }
          .map { Mesh(dpReplicate: replicas, dpShard: shards, tp: $0) }
      }
    }
  }

  static let texts: [CheckpointStore.File] = [
    .init("config.json", text: "{\"a\": 1}"), .init("state.json", text: "{}"),
  ]

  let mesh: Mesh
  let cut: Cut
  var step = 20
  var seed = 0

  var description: String { "\(mesh.dpReplicate) × \(mesh.dpShard) × \(mesh.tp), \(cut)" }

  /// The numbers of the whole tensor: every second one with bits that arithmetic would lose.
  func values(_ name: String, _ shape: [Int]) -> [Float] {
    let key = UInt32(name.utf8.reduce(seed) { $0 &* 31 &+ Int($1) } & 0x7FF) << 12
    return (0..<shape.reduce(1, *)).map { index in
      Float(bitPattern: (index % 2 == 0 ? 0x3F80_0000 : 0x7F80_0000) | key | UInt32(index))
    }
  }

  func slices(_ shape: [Int]) -> ShardSlices {
    ShardSlices(shape: shape, placements: cut.placements(shape, on: mesh), on: mesh)
  }

  /// What `rank` holds.
  func shared(_ rank: Int) -> [CheckpointStore.SharedFile] {
    ["model.safetensors", "optimizer.safetensors"].map { file in
      let held = Self.tensors.filter { $0.file == file }.map { _, name, shape in
        let (slices, values) = (slices(shape), values(name, shape))
        let slice = slices.slice(of: rank)
        let own = SliceReference.numbers(slice, of: values, shape: shape)
        return CheckpointStore.SharedTensor(
          name: name, shape: Shape(shape), slice: cut == .whole ? nil : slice,
          value: Tensor(own, shape: Shape(slice.extent)), isWriter: slices.isFirstHolder(rank))
      }
      return .init(file, tensors: held)
    }
  }

  /// Saves what one rank does that holds everything.
  func alone(in store: CheckpointStore) throws -> RunCheckpoint {
    let files = ["model.safetensors", "optimizer.safetensors"].map { file in
      CheckpointStore.File(
        file,
        tensors: Self.tensors.filter { $0.file == file }.map { _, name, shape in
          (name, Tensor(values(name, shape), shape: Shape(shape)))
        })
    }
    return try store.save(
      step: step, tokens: 77, score: 1.5, isScheduled: false, files: files + Self.texts
    ).checkpoint
  }

  /// Saves with all ranks; what each gets.
  func together(
    in path: String,
    operations: @escaping @Sendable (Int, any Communicator) -> FileOperations = { _, _ in .system }
  ) throws -> [Result<Bool, any Error>] {
    try ThreadWorld(size: mesh.size, deadline: 30).run { communicator in
      let store = CheckpointStore(
        path: path, keep: 1, operations: operations(communicator.rank, communicator))
      return Result { try save(in: store, over: communicator) }
    }
  }

  /// Saves what the rank of `communicator` holds; whether it is told what became of it.
  func save(in store: CheckpointStore, over communicator: any Communicator) throws -> Bool {
    let saved = try store.save(
      step: step, tokens: 77, score: 1.5, isScheduled: false, shared: shared(communicator.rank),
      files: communicator.rank == 0 ? Self.texts : [], over: communicator)
    return saved != nil
  }
}
