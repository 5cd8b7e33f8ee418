internal import Foundation

/// Entropy of the byte frequencies of `text`, in bits a byte: what a model that only knows how often
/// each byte occurs would score.
public func byteUnigramEntropy(_ text: String) -> Double {
  var counts = [Int](repeating: 0, count: 256)
  for byte in text.utf8 { counts[Int(byte)] += 1 }
  return byteUnigramEntropy(counts: counts)
}

/// The same of a text in which each byte occurs as often as `counts` says.
package func byteUnigramEntropy(counts: [Int]) -> Double {
  let total = Double(counts.reduce(0, +))
  return counts.reduce(0) { sum, count in
    count == 0 ? sum : sum - Double(count) / total * log2(Double(count) / total)
  }
}
