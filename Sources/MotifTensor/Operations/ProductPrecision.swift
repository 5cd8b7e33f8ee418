internal import MotifKernels

/// In what numbers a matrix product takes its operands; sums are Float32 in any case.
public enum ProductPrecision: String, Sendable, Codable, CaseIterable {
  /// Operands as they are.
  case float32 = "fp32"
  /// Operands rounded to the nearest bfloat16, where the processor has a unit for their products;
  /// elsewhere the product is that of ``float32``.
  case bfloat16 = "bf16"
  /// Forward operands in E4M3 with a scale for each row, both gradients as ``bfloat16``.
  case float8Forward = "fp8FwdOnly"
  /// As ``float8Forward``, and the gradient of the input from E4M3 operands, a scale for each row of
  /// the gradient and one for the weight; the gradient of the weight as ``bfloat16``.
  case float8Input = "fp8GwHP"
  /// Operands of all three products in E4M3, with a scale for each line that a product contracts.
  case float8Full = "fp8Full"

  /// What computes such products in this process.
  var unit: ProductUnit { self == .float32 ? .none : .current }

  /// Whether operands are stored in eight bits.
  ///
  /// They are emulated faithfully: rounded to E4M3 and widened again, and their product divided by the
  /// scales, powers of two, is the one in bfloat16. That shows what training in eight bits does to a
  /// model; it is no faster. Source: TorchAO's recipes `rowwise` and `rowwise_with_gw_hp`.
  package var isFloat8: Bool {
    switch self {
    case .float32, .bfloat16: false
    case .float8Forward, .float8Input, .float8Full: true
    }
  }

  /// The precision of the output head, which is never stored in eight bits.
  package var ofHead: ProductPrecision { isFloat8 ? .bfloat16 : self }

  /// How the operands of a linear layer's products share scales; nil where they have none.
  struct Scaling {
    var forward: (x: Float8Scaling, weight: Float8Scaling)?
    var input: (gradient: Float8Scaling, weight: Float8Scaling)?
    var weight: (gradient: Float8Scaling, x: Float8Scaling)?
  }

  var scaling: Scaling {
    switch self {
    case .float32, .bfloat16: Scaling()
    case .float8Forward: Scaling(forward: (.rows, .rows))
    case .float8Input: Scaling(forward: (.rows, .rows), input: (.rows, .whole))
    case .float8Full:
      Scaling(forward: (.rows, .rows), input: (.rows, .columns), weight: (.columns, .columns))
    }
  }

  /// What a product in bfloat16 is computed with in this process, as a sentence goes on.
  package static var bfloat16Means: String {
    switch ProductUnit.current {
    case .amx: "with AMX tiles"
    case .avx512bf16: "with AVX-512 vectors"
    case .none: "as those of Float32, because there is no unit for them"
    }
  }
}
