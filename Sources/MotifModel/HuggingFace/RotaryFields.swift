/// Where a `config.json` keeps the base of its rotary angles, and whether it asks for a scaling of them.
///
/// Older files have `rope_theta` and `rope_scaling`; newer ones keep both in `rope_parameters`, for all
/// layers or by the type of layer: `{"full_attention": {"rope_theta": …}}`. All places that name a base
/// must name the same, and every scaling other than `default` is refused by its name.
struct RotaryFields {
  /// The type of a layer whose attention looks back over the whole context: all that are supported.
  static let wholeLayer = "full_attention"

  /// The base, nil when no place names one.
  private(set) var theta: Double?
  /// What is wrong.
  private(set) var problems: [ModelConfigError.Problem] = []
  private var thetaKey = ""

  /// Reads the keys of the file `fields`.
  init(_ fields: [String: FieldValue]) {
    take(fields["rope_theta"], "rope_theta")
    read(fields["rope_scaling"], "rope_scaling")
    guard let parameters = fields["rope_parameters"]?.members,
      parameters.values.contains(where: { $0.members != nil })
    else {
      read(fields["rope_parameters"], "rope_parameters")
      return
    }
    // One object a type of layer. A type that no layer has says nothing.
    let isWholeOnly = fields["layer_types"] != nil && parameters[Self.wholeLayer] != nil
    for (type, value) in parameters.sorted(by: { $0.key < $1.key })
    where type == Self.wholeLayer || !isWholeOnly {
      read(value, "rope_parameters.\(type)")
    }
  }

  /// Reads the object `value` that stands under `key`.
  private mutating func read(_ value: FieldValue?, _ key: String) {
    guard let value, value != .null else { return }
    guard let members = value.members else {
      return report(key, "\(value.found); expected an object, such as {\"rope_type\": \"default\"}")
    }
    take(members["rope_theta"], "\(key).rope_theta")
    for name in ["rope_type", "type"] {
      guard let type = members[name], type != .null, type != .text("default") else { continue }
      report("\(key).\(name)", "\(type.found); only \"default\" is supported")
    }
    if members["rope_type"] == nil, members["type"] == nil, let factor = members["factor"],
      factor != .null, factor != .number(1)
    {
      report("\(key).factor", "\(factor.found), without a rope_type; no scaling is supported")
    }
    if let part = members["partial_rotary_factor"], part != .null, part != .number(1) {
      report("\(key).partial_rotary_factor", "\(part.found); all dimensions of a head are turned")
    }
    if let section = members["mrope_section"], section != .null {
      report("\(key).mrope_section", "is set; only one position a token is supported")
    }
  }

  private mutating func take(_ value: FieldValue?, _ key: String) {
    guard let value, value != .null else { return }
    guard case .number(let number) = value else {
      return report(key, "\(value.found); expected a number")
    }
    if let theta, theta != number {
      let first = "\(thetaKey) \(FieldValue.number(theta).found)"
      report(key, "\(value.found), but \(first); a file has one base")
    }
    if theta == nil { (theta, thetaKey) = (number, key) }
  }

  private mutating func report(_ key: String, _ reason: String) {
    problems.append(.init(key: key, reason: reason))
  }
}
