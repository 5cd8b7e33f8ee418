import MotifCore
import Testing

/// How a config key is changed, and what must change with it.
struct KeyCase: Sendable, CustomTestStringConvertible {
  /// The key, list elements as `N`.
  let key: String
  /// What both runs are told, so that the key matters.
  let given: [String]
  /// What the second run is told as well.
  let change: [String]
  /// What must differ between the two.
  let changes: [Trait]
  /// What must not.
  let keeps: [Trait]

  /// The case of `key`: what the second of two runs is told, and what differs for it.
  init(
    _ key: String, given: [String] = [], _ change: String..., changes: Trait...,
    keeps: [Trait] = []
  ) {
    (self.key, self.given, self.change, self.changes, self.keeps) =
      (key, given, change, changes, keeps)
  }

  var testDescription: String { key }

  /// What one can see of a run.
  enum Trait: Hashable, Sendable {
    /// The last weights of the parameters whose names contain this.
    case weights(String)
    /// The values of this name in `metrics.jsonl`, step by step.
    case metric(String)
    /// The sentences of the run.
    case messages
    /// The sentence of the error that ended the run, or that the config was refused with.
    case failure
    /// Exact matches of the summary.
    case exactMatch
    /// Texts of the summary.
    case samples
    /// The names of all files in the run's folder.
    case files
    /// The bytes of `tokenizer.json`.
    case tokenizer
    /// The run's folder.
    case folder
    /// Threads that compute.
    case threads
    /// The model's sizes, without a run.
    case shape
    /// Memory of the plan by what it is for, without a run.
    case memory
  }
}

extension KeyCase {
  /// Every key of `section` that holds a value and changes something.
  ///
  /// The sections of a stage are one key each, for they are those of a config. `$schema` is left out:
  /// it is for editors and must change nothing.
  static func keys(of section: ConfigSection, path: String = "") -> [String] {
    section.fields.filter { $0.name != "$schema" }.flatMap { field in
      let name = path.isEmpty ? field.name : path + "." + field.name
      return switch field.type {
      case .section where path.hasPrefix("stages"): [name]
      case .section(let inner): keys(of: inner, path: name)
      case .list(of: .section(let inner)): keys(of: inner, path: name + ".N")
      default: [name]
      }
    }
  }

  /// What is wrong with the table `cases` of the keys of `section`, a sentence each.
  static func gaps(_ cases: [KeyCase], in section: ConfigSection) -> [String] {
    let keys = keys(of: section)
    let named = cases.map(\.key)
    return keys.filter { !named.contains($0) }.map {
      "\($0) has no case: add one that says what changes with it to KeyCase.all"
    }
      + Set(named).subtracting(keys).sorted().map { "\($0) has a case, but is no key" }
      + cases.filter(\.changes.isEmpty).map { "the case of \($0.key) sees nothing change" }
  }
}
