extension RunComparison.Run {
  /// The mean of `runs` of one kind that differ in their seed.
  ///
  /// At every step that all of them recorded, the numbers, lists and tables that all of them have are
  /// averaged; counts become numbers, words are left out. Cost: O(records).
  package static func mean(_ name: String, of runs: [Self]) -> Self {
    let bySteps = runs.map { run in
      Dictionary(run.records.map { ($0.step, $0) }, uniquingKeysWith: { _, last in last })
    }
    guard let first = bySteps.first else { return Self(name: name, records: []) }
    let records = first.keys.sorted().compactMap { step -> MetricsRecord? in
      let same = bySteps.compactMap { $0[step] }
      return same.count == runs.count ? .mean(same) : nil
    }
    return Self(name: name, records: records)
  }
}

extension MetricsRecord {
  fileprivate static func mean(_ records: [MetricsRecord]) -> MetricsRecord {
    var result = MetricsRecord(step: records[0].step)
    for field in records[0].fields {
      let values = records.compactMap { $0[field.name] }
      if values.count == records.count, let value = Value.mean(values) {
        result.add(field.name, value)
      }
    }
    return result
  }
}

extension MetricsRecord.Value {
  /// The mean of values of one form and length, else nil.
  fileprivate static func mean(_ values: [Self]) -> Self? {
    guard let first = values.first?.numbers,
      values.allSatisfy({ $0.numbers?.map(\.name) == first.map(\.name) })
    else { return nil }
    let rows = first.indices.map { row in
      MetricsRecord.Entry(
        first[row].name,
        values.reduce(0) { $0 + ($1.numbers?[row].value ?? 0) } / Double(values.count))
    }
    return switch values[0] {
    case .list: .list(rows.map(\.value))
    case .table: .table(rows)
    default: .number(rows[0].value)
    }
  }

  /// The value as named numbers; nil for a word.
  private var numbers: [MetricsRecord.Entry]? {
    switch self {
    case .number(let value): [.init("", value)]
    case .integer(let value): [.init("", Double(value))]
    case .list(let values): values.enumerated().map { .init(String($0.offset), $0.element) }
    case .table(let rows): rows
    case .text: nil
    }
  }
}
