import Foundation

/// Parts of a prompt, read without the code that wrote it.
enum Reading {
  /// All whole numbers in `text`, with a minus directly before them.
  static func integers(_ text: some StringProtocol) -> [Int] {
    var numbers: [Int] = []
    var word = ""
    for sign in text + " " {
      if sign.isASCII, sign.isNumber {
        word.append(sign)
      } else {
        if let number = Int(word) { numbers.append(number) }
        word = sign == "-" ? "-" : ""
      }
    }
    return numbers
  }

  /// What stands between the first `start` and the next `end`; empty where there is none.
  static func between(_ text: String, _ start: String, _ end: String) -> String {
    guard let from = text.range(of: start) else { return "" }
    let rest = text[from.upperBound...]
    return String(rest[..<(rest.range(of: end)?.lowerBound ?? rest.endIndex)])
  }

  /// `3/4` as two numbers, `3` over 1.
  static func fraction(_ text: some StringProtocol) -> (Int, Int) {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    return parts.isEmpty ? (0, 0) : (parts[0], parts.count > 1 ? parts[1] : 1)
  }

  /// Whether `answer` is the fraction `top` over `bottom` in lowest terms.
  static func isLowest(_ answer: String, _ top: Int, _ bottom: Int) -> Bool {
    let (a, b) = fraction(answer)
    guard b > 0, a * bottom == top * b else { return false }
    return answer == (b == 1 ? "\(a)" : "\(a)/\(b)")
      && !(2...(b + 1)).contains { a % $0 == 0 && b % $0 == 0 }
  }

  /// All orders of `list`.
  static func orders<T>(_ list: [T]) -> [[T]] {
    guard let first = list.first else { return [[]] }
    return orders(Array(list.dropFirst())).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
  }
}
