internal import Foundation

/// The entropy of single bytes: what a model that knows only their frequencies needs.
public enum ByteEntropy {
  /// `−Σ p(b) log₂ p(b)` over the bytes of all `documents`, in bits a byte; 0 for no text.
  public static func bitsPerByte(_ documents: some Sequence<Document>) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for document in documents {
      for byte in document.text.utf8 { counts[Int(byte)] += 1 }
    }
    let total = Double(counts.reduce(0, +))
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let p = Double(count) / total
      return sum - p * log2(p)
    }
  }
}
