import MotifDistributed
import MotifModel
import MotifTensor

@testable import MotifOptimizer

/// The ways in which matrices are spread over ranks.
enum MuonPlacement: String, CaseIterable, Sendable, CustomStringConvertible {
  case fsdp, hsdp, ddp, tpRows, tpColumns, fsdpInsideTP, uneven, empty

  var description: String { rawValue }

  /// A mesh of so many ranks; axes stay of size 1 where the ranks do not suffice.
  func mesh(_ ranks: Int) -> Mesh {
    let pairs = ranks.isMultiple(of: 2)
    switch self {
    case .fsdp, .uneven, .empty: return Mesh(dpShard: ranks)
    case .ddp: return Mesh(dpReplicate: ranks)
    case .hsdp: return pairs ? Mesh(dpReplicate: 2, dpShard: ranks / 2) : Mesh(dpReplicate: ranks)
    case .tpRows, .tpColumns: return Mesh(tp: ranks)
    case .fsdpInsideTP: return pairs ? Mesh(dpShard: ranks / 2, tp: 2) : Mesh(dpShard: ranks)
    }
  }

  private var shapes: [[Int]] {
    switch self {
    case .fsdp:
      [[8, 8], [24, 16], [16, 24], [24, 5], [8, 3], [16, 16], [24, 7], [16, 6], [24, 16]]
    case .empty: [[3, 5], [1, 7], [2, 9], [3, 4], [1, 1], [5, 3], [2, 2], [4, 16], [6, 2]]
    default:
      [[3, 5], [5, 3], [8, 8], [16, 24], [24, 16], [7, 12], [12, 7], [11, 11], [13, 20]]
    }
  }

  /// Matrices, among them one that tensor parallelism does not cut, and parameters of AdamW.
  var parameters: [ParameterSpec] {
    let rows: [ParameterRole] = [.queryProjection, .upProjection, .gateProjection]
    let columns: [ParameterRole] = [.outputProjection, .downProjection]
    let roles =
      switch self {
      case .tpRows: rows
      case .tpColumns: columns
      default: rows + columns
      }
    var specs = shapes.enumerated().map { index, shape in
      ParameterSpec(
        name: "matrix.\(index)", shape: Shape(shape), role: roles[index % roles.count])
    }
    specs.insert(ParameterSpec(name: "gain", shape: [11], role: .normGain), at: 2)
    specs.insert(ParameterSpec(name: "table", shape: [13, 6], role: .embedding), at: 5)
    specs.append(
      ParameterSpec(
        name: "adapter", shape: [10, 6], role: .custom("adapter", isHiddenMatrix: true)))
    return specs
  }

  var problem: ShardedProblem { ShardedProblem(parameters, steps: 3) }
}
