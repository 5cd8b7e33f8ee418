package import MotifVector

/// A type whose numbers may be operands of a bfloat16 product.
package protocol ProductElement: BitwiseCopyable {
  static func source(_ numbers: UnsafePointer<Self>) -> PairSource
}

/// The numbers of an operand as they are stored; Floats are rounded where they are packed.
package enum PairSource {
  case float(UnsafePointer<Float>)
  case bfloat16(UnsafePointer<BFloat16>)
}

extension Float: ProductElement {
  package static func source(_ numbers: UnsafePointer<Float>) -> PairSource { .float(numbers) }
}

extension BFloat16: ProductElement {
  package static func source(_ numbers: UnsafePointer<BFloat16>) -> PairSource {
    .bfloat16(numbers)
  }
}
