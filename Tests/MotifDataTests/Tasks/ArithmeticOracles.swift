import Foundation

@testable import MotifData

/// Second opinions on tasks of arithmetic, from their prompts alone.
enum ArithmeticOracles {
  static let all: [(name: String, isRight: @Sendable (TaskItem) -> Bool)] = [
    ("chain", chain), ("fractions", fractions), ("baseConversion", baseConversion),
    ("linearSystem", linearSystem), ("modular", modular), ("polynomial", polynomial),
    ("rates", rates), ("sequence", sequence), ("calendar", calendar), ("physics", physics),
    ("molecules", molecules),
  ]

  @Sendable static func chain(_ item: TaskItem) -> Bool {
    var value = 0
    for sentence in item.prompt.components(separatedBy: ". ") {
      let number = Reading.integers(sentence).first ?? 0
      switch sentence.prefix(3) {
      case "Sta": value = number
      case "Add": value += number
      case "Sub": value -= number
      case "Mul": value *= number
      default: break
      }
    }
    return Int(item.answer) == value
  }

  @Sendable static func fractions(_ item: TaskItem) -> Bool {
    let text = Reading.between(item.prompt, "What is ", "?").filter { $0 != "(" && $0 != ")" }
    let words = text.split(separator: " ")
    var (top, bottom) = Reading.fraction(words[0])
    for place in stride(from: 1, to: words.count, by: 2) {
      let (a, b) = Reading.fraction(words[place + 1])
      switch words[place] {
      case "+": (top, bottom) = (top * b + a * bottom, bottom * b)
      case "-": (top, bottom) = (top * b - a * bottom, bottom * b)
      case "*": (top, bottom) = (top * a, bottom * b)
      default: (top, bottom) = (top * b, bottom * a)
      }
    }
    return Reading.isLowest(item.answer, top, bottom)
  }

  @Sendable static func baseConversion(_ item: TaskItem) -> Bool {
    let numbers = Reading.integers(item.prompt)
    var value = 0
    for digit in item.answer { value = value * numbers[1] + (digit.hexDigitValue ?? 99) }
    return value == numbers[0] && item.answer.first != "0"
  }

  @Sendable static func linearSystem(_ item: TaskItem) -> Bool {
    let equations = Reading.between(item.prompt, "Solve ", ". Give").components(separatedBy: "; ")
    // Coefficients of x, y, z and the total.
    let rows = equations.map { equation -> [Int] in
      let sides = equation.replacing(" ", with: "").replacing("-", with: "+-").components(
        separatedBy: "=")
      var row = [0, 0, 0, Int(sides[1].replacing("+", with: "")) ?? 0]
      for term in sides[0].split(separator: "+") {
        let place = ["x", "y", "z"].firstIndex(of: String(term.suffix(1))) ?? 0
        let size = term.dropLast()
        row[place] = size.isEmpty ? 1 : size == "-" ? -1 : Int(size) ?? 0
      }
      return row
    }
    let count = equations.count
    let range = -9...9
    var solutions: [String] = []
    for x in range {
      for y in count > 1 ? range : 0...0 {
        for z in count > 2 ? range : 0...0
        where rows.allSatisfy({ $0[0] * x + $0[1] * y + $0[2] * z == $0[3] }) {
          solutions.append([x, y, z].prefix(count).map { "\($0)" }.joined(separator: " "))
        }
      }
    }
    return solutions == [item.answer]
  }

  @Sendable static func modular(_ item: TaskItem) -> Bool {
    let modulus = Reading.integers(item.prompt).last ?? 1
    let expression = Reading.between(item.prompt, " does ", " leave")
    let numbers = Reading.integers(expression)
    var value = numbers[0]
    if expression.contains("^") {
      for _ in 1..<numbers[1] { value = value * numbers[0] % modulus }
    } else if expression.contains("*") {
      value = value * numbers[1] + numbers[2]
    } else if expression.contains("+") {
      value += numbers[1]
    }
    return Int(item.answer) == value % modulus
  }

  @Sendable static func polynomial(_ item: TaskItem) -> Bool {
    let x = Reading.integers(Reading.between(item.prompt, "What is p(", ")"))[0]
    let terms = Reading.between(item.prompt, "p(x) = ", ". What").replacing("- ", with: "-")
      .replacing("+ ", with: "").split(separator: " ")
    let value = terms.reduce(0) { sum, term in
      let parts = term.split(separator: "x", omittingEmptySubsequences: false)
      let factor = parts[0].isEmpty ? 1 : parts[0] == "-" ? -1 : Int(parts[0]) ?? 0
      if parts.count == 1 { return sum + factor }
      let degree = parts[1].isEmpty ? 1 : Int(parts[1].dropFirst()) ?? 0
      return sum + factor * Int(pow(Double(x), Double(degree)))
    }
    return Int(item.answer) == value
  }

  @Sendable static func rates(_ item: TaskItem) -> Bool {
    let n = Reading.integers(item.prompt)
    if item.prompt.contains("costs") { return Int(item.answer) == n[0] * n[1] }
    if item.prompt.contains("travels") { return (Int(item.answer) ?? 0) * n[1] == n[0] }
    if item.prompt.contains("minutes") { return Reading.isLowest(item.answer, n[0] * n[1], 60) }
    if item.prompt.contains("machine") {
      return Reading.isLowest(item.answer, n[0] * n[1], n[0] + n[1])
    }
    return Reading.isLowest(item.answer, n[0] * n[1] + n[2] * n[3], n[1] + n[3])
  }

  /// The answer goes on by a rule that fits what is shown.
  @Sendable static func sequence(_ item: TaskItem) -> Bool {
    let all = Reading.integers(item.prompt) + [Int(item.answer) ?? 0]
    func isSame(_ list: [Int]) -> Bool { Set(list).count == 1 }
    func differences(_ list: [Int]) -> [Int] { zip(list, list.dropFirst()).map { $1 - $0 } }
    let isGeometric = zip(all, all.dropFirst()).allSatisfy { $1 * all[0] == $0 * all[1] }
    let isSum = all.indices.dropFirst(2).allSatisfy { all[$0] == all[$0 - 1] + all[$0 - 2] }
    let halves = (0..<2).map { half in
      stride(from: half, to: all.count, by: 2).map { all[$0] }
    }
    return isSame(differences(all)) || isGeometric || isSum
      || isSame(differences(differences(all)))
      || all.count > 6 && halves.allSatisfy { isSame(differences($0)) }
  }

  @Sendable static func calendar(_ item: TaskItem) -> Bool {
    let days = [
      "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    if item.prompt.hasPrefix("Today") {
      let start = days.firstIndex { item.prompt.hasPrefix("Today is \($0).") } ?? 0
      return item.answer == days[(start + Reading.integers(item.prompt)[0]) % 7]
    }
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
    func date(_ text: String) -> Date {
      let words = text.split(separator: " ").map(String.init)
      let parts = DateComponents(
        year: Int(words[2]), month: (months.firstIndex(of: words[1]) ?? 0) + 1, day: Int(words[0]))
      return calendar.date(from: parts) ?? .distantPast
    }
    func weekday(_ date: Date) -> String { days[calendar.component(.weekday, from: date) - 1] }
    let first = item.prompt.components(separatedBy: " is a ")[0]
    let told = Reading.between(item.prompt, " is a ", ".")
    let count = Reading.integers(Reading.between(item.prompt, "the week is ", " days"))[0]
    let other = date(Reading.between(item.prompt, " days after ", "?"))
    return weekday(date(first)) == told
      && weekday(other.addingTimeInterval(Double(count) * 86400)) == item.answer
  }

  @Sendable static func physics(_ item: TaskItem) -> Bool {
    let text = item.prompt.replacing("m/s^2", with: "").replacing("cm^3", with: "")
      .replacing("m^2", with: "")
    let n = Reading.integers(text)
    let quotients = ["density", "speed in", "pressure", "amperes"]
    if item.prompt.contains("kinetic") {
      return Reading.isLowest(item.answer, n[0] * n[1] * n[1], 2)
    }
    if quotients.contains(where: item.prompt.contains) {
      return (Int(item.answer) ?? 0) * n[1] == n[0]
    }
    return Int(item.answer) == n.reduce(1, *)
  }

  @Sendable static func molecules(_ item: TaskItem) -> Bool {
    let masses = [
      "H": 1, "C": 12, "N": 14, "O": 16, "Na": 23, "Mg": 24, "S": 32, "K": 39, "Ca": 40,
    ]
    let formula = item.prompt.dropLast().split(separator: " ").last ?? ""
    let molecules = item.prompt.firstMatch(of: #/(\d+) molecules/#).flatMap { Int($0.1) } ?? 1
    func count(_ text: Substring) -> (atoms: Int, mass: Int) {
      text.matches(of: #/([A-Z][a-z]?)(\d*)/#).reduce(into: (0, 0)) { sum, part in
        let number = Int(part.2) ?? 1
        sum.0 += number
        sum.1 += number * (masses[String(part.1)] ?? 0)
      }
    }
    var total = count(formula)
    if let group = formula.firstMatch(of: #/\((.*)\)(\d)/#), let times = Int(group.2) {
      let inner = count(group.1)
      let before = count(formula[..<group.range.lowerBound])
      total = (before.atoms + times * inner.atoms, before.mass + times * inner.mass)
    }
    let one = item.prompt.contains("How many atoms") ? total.atoms : total.mass
    return Int(item.answer) == molecules * one
  }
}
