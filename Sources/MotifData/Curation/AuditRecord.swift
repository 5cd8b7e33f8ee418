internal import MotifCore

/// Why a document was dropped, for one line of the audit.
package struct AuditRecord: Sendable, Equatable {
  /// What names the document.
  package let id: String
  /// The operator that dropped it.
  package let rule: String
  /// The operator's reason.
  package let reason: String
  /// The document that is kept in its place, where there is one.
  package let of: String?
  /// The number that decided.
  package let score: Double

  /// The record as JSON on one line; a score that is no number is written as text.
  ///
  /// `{"id": "web:3", "operator": "near_duplicate", "reason": "near_duplicate", "of": "web:1",
  /// "scores": {"near_duplicate": 0.97}}`.
  package var line: String {
    let replaced = of.map { ", \"of\": \(JSONNode.quoted($0))" } ?? ""
    return "{\"id\": \(JSONNode.quoted(id)), \"operator\": \(JSONNode.quoted(rule)), "
      + "\"reason\": \(JSONNode.quoted(reason))\(replaced), "
      + "\"scores\": {\(JSONNode.quoted(rule)): \(Self.text(score))}}\n"
  }

  private static func text(_ value: Double) -> String {
    if value.isFinite { return "\(value)" }
    return value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\""
  }
}
