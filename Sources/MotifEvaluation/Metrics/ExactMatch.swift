package import MotifData

/// Whether a prediction is one of the right answers, after what does not matter is taken from both.
///
/// Source: `exact_match` of Hugging Face's evaluate, as lm-evaluation-harness calls it.
package struct ExactMatch: Sendable {
  /// Patterns whose matches are removed first, in order.
  package var removed: [PythonPattern] = []
  /// Whether upper and lower case are the same.
  package var ignoresCase = false
  /// Whether ASCII punctuation is left out.
  package var ignoresPunctuation = false
  /// Whether the digits 0 to 9 are left out.
  package var ignoresNumbers = false

  /// Nothing is ignored.
  package init() {}

  /// The options that GSM8K compares with.
  package static func gsm8k() throws(DataError) -> ExactMatch {
    var match = ExactMatch()
    match.ignoresCase = true
    for pattern in [",", #"\$"#, "(?s).*#### ", #"\.$"#] {
      match.removed.append(try PythonPattern(pattern))
    }
    return match
  }

  /// 1 when `prediction` equals one of `references`, else 0.
  package func score(_ prediction: String, references: [String]) -> Double {
    let expected = plain(prediction)
    return references.contains { plain($0) == expected } ? 1 : 0
  }

  /// What of `text` is compared, scalar by scalar.
  private func plain(_ text: String) -> [Unicode.Scalar] {
    var scalars = removed.reduce(Array(text.unicodeScalars)) { $1.removed(from: $0) }
    if ignoresCase { scalars = scalars.lowered }
    return scalars.filter {
      !(ignoresPunctuation && $0.isASCIIPunctuation)
        && !(ignoresNumbers && ("0"..."9").contains($0))
    }
  }
}

extension Unicode.Scalar {
  /// Whether Python's `string.punctuation` holds it.
  var isASCIIPunctuation: Bool {
    isASCII && value > 0x20 && value < 0x7F && !properties.isAlphabetic
      && !("0"..."9").contains(self)
  }
}
