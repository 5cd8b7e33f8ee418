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
