/// What multiplies bfloat16 numbers and sums in Float: a unit of the processor, or none.
///
/// The fastest one that the processor has and the system grants is chosen once: AMX tiles first, then
/// `vdpbf16ps` on processors by AMD. On Intel's it is half as fast as Float products, so there it only
/// serves who asks for it. The environment variable `MOTIF_UNITS` overrides the choice.
package enum ProductUnit: String, CaseIterable, Sendable {
  /// Tiles of 16 × 16 sums, `tdpbf16ps`.
  case amx
  /// Vectors of 16 sums, `vdpbf16ps`.
  case avx512bf16
  /// No unit: a product in bfloat16 is the Float product of the operands as they are.
  case none

  /// The unit of this process; ends it with a sentence and status 2 where `MOTIF_UNITS` asks for one
  /// that is not there.
  package static let current: ProductUnit = {
    switch choice {
    case .success(let unit): return unit
    case .failure(let error): Platform.end(error.description)
    }
  }()

  /// Why `MOTIF_UNITS` cannot be followed, a sentence; nil where it can.
  package static var problem: String? {
    if case .failure(let error) = choice { error.description } else { nil }
  }

  private static let choice = Result { () throws(ProductUnitError) -> ProductUnit in
    try chosen(Platform.environment("MOTIF_UNITS"), on: .current)
  }

  /// The units that this build can use on this processor, the best first.
  package static let available = available(on: .current)

  static func available(on processor: UnitSupport) -> [ProductUnit] {
    (processor.grantsTiles ? [.amx] : []) + (processor.hasPairProducts ? [.avx512bf16] : [])
      + [.none]
  }

  /// The unit that `request` names, or without a request the fastest one of a processor.
  package static func chosen(
    _ request: String?, on processor: UnitSupport
  ) throws(ProductUnitError) -> ProductUnit {
    let units = available(on: processor)
    guard let request, !request.isEmpty else {
      return units[0] == .avx512bf16 && !processor.isByAMD ? .none : units[0]
    }
    guard let unit = ProductUnit(rawValue: request) else {
      throw .unknown(request)
    }
    guard units.contains(unit) else { throw .unavailable(unit, available: units) }
    return unit
  }
}
