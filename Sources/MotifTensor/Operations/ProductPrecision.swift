internal import MotifKernels

/// In what numbers a matrix product takes its operands; sums are Float32 in any case.
public enum ProductPrecision: String, Sendable, Codable, CaseIterable {
  /// Operands as they are.
  case float32 = "fp32"
  /// Operands rounded to the nearest bfloat16, where the processor has a unit for their products;
  /// elsewhere the product is that of ``float32``.
  case bfloat16 = "bf16"

  /// What computes such products in this process.
  var unit: ProductUnit { self == .float32 ? .none : .current }

  /// What a product in bfloat16 is computed with in this process, as a sentence goes on.
  package static var bfloat16Means: String {
    switch ProductUnit.current {
    case .amx: "with AMX tiles"
    case .avx512bf16: "with AVX-512 vectors"
    case .none: "as those of Float32, because there is no unit for them"
    }
  }
}
