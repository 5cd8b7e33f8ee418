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

/// Why `MOTIF_UNITS` cannot be followed.
package enum ProductUnitError: Error, Equatable, CustomStringConvertible {
  case unknown(String)
  case unavailable(ProductUnit, available: [ProductUnit])

  package var description: String {
    switch self {
    case .unknown(let name):
      return "MOTIF_UNITS=\(name) is not a unit for bfloat16 products; use "
        + Self.list(ProductUnit.allCases)
    case .unavailable(let unit, let available):
      return "MOTIF_UNITS=\(unit.rawValue) asks for a unit that this processor, its system or this "
        + "build does not offer; use " + Self.list(available)
    }
  }

  private static func list(_ units: [ProductUnit]) -> String {
    let names = units.map(\.rawValue)
    guard names.count > 1 else { return names.joined() + ", or leave it out" }
    return names.dropLast().joined(separator: ", ") + " or \(names[names.count - 1])"
  }
}
