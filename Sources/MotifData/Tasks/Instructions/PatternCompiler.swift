internal import MotifCore

/// Compiles the text of a pattern to steps.
struct PatternCompiler {
  private let source: String
  private let scalars: [Unicode.Scalar]
  private var ignoresCase: Bool
  private var isMultiline: Bool
  private var dotTakesLineFeeds = false
  private var place = 0
  private var depth = 0
  /// How many groups capture.
  private(set) var groupCount = 0
  /// What is looked for around places, by number.
  private(set) var looks: [PythonPattern.Look] = []

  private static let depthLimit = 64
  private static let stepLimit = 2000
  private static let longestLook = 255

  init(_ source: String, ignoresCase: Bool, isMultiline: Bool) {
    self.source = source
    scalars = Array(source.unicodeScalars)
    self.ignoresCase = ignoresCase
    self.isMultiline = isMultiline
  }

  /// The steps, the last of which says that a match is found.
  mutating func compile() throws(DataError) -> [PythonPattern.Step] {
    readFlags()
    let steps = try alternatives()
    if place < scalars.count { throw mistake("closes a group that it never opened") }
    return steps + [.found]
  }

  /// Flags at the start of the pattern, such as `(?s)`; other letters are left for ``group()``.
  private mutating func readFlags() {
    guard scalars.starts(with: ["(", "?"]), let end = scalars.firstIndex(of: ")"), end > 2,
      scalars[2..<end].allSatisfy({ ["i", "m", "s"].contains($0) })
    else { return }
    let flags = scalars[2..<end]
    ignoresCase = ignoresCase || flags.contains("i")
    isMultiline = isMultiline || flags.contains("m")
    dotTakesLineFeeds = flags.contains("s")
    place = end + 1
  }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    place += 1
    return true
  }

  private mutating func alternatives() throws(DataError) -> [PythonPattern.Step] {
    var steps = try sequence()
    while takes("|") {
      let other = try sequence()
      steps =
        [.either(1, steps.count + 2)] + Self.moved(steps, by: 1)
        + [.jump(steps.count + 2 + other.count)] + Self.moved(other, by: steps.count + 2)
      try check(steps.count)
    }
    return steps
  }

  private mutating func sequence() throws(DataError) -> [PythonPattern.Step] {
    var steps: [PythonPattern.Step] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let isGroup = scalar == "("
      let item = try repeated(try item(), isGroup: isGroup)
      steps += Self.moved(item, by: steps.count)
      try check(steps.count)
    }
    return steps
  }

  private mutating func item() throws(DataError) -> [PythonPattern.Step] {
    let scalar = scalars[place]
    place += 1
    switch scalar {
    case "(": return try group()
    case "[": return [.one(try set())]
    case ".": return [.one(dotTakesLineFeeds ? .anything : .anyOfLine)]
    case "^": return [.assert(isMultiline ? .lineStart : .start)]
    case "$": return [.assert(isMultiline ? .lineEnd : .end)]
    case "*", "+", "?": throw mistake("has nothing to repeat before \(scalar)")
    case "\\": return [try escape()]
    default: return [.one(one(scalar))]
    }
  }

  private mutating func group() throws(DataError) -> [PythonPattern.Step] {
    var number: Int?
    var look: (isBehind: Bool, isNegated: Bool)?
    if !takes("?") {
      number = groupCount
      groupCount += 1
    } else if !takes(":") {
      look = (isBehind: takes("<"), isNegated: takes("!"))
      if look?.isNegated == false, !takes("=") {
        throw mistake("has a group (?… that is not known here")
      }
    }
    depth += 1
    guard depth <= Self.depthLimit else { throw mistake("nests too deeply") }
    let steps = try alternatives()
    depth -= 1
    guard takes(")") else { throw mistake("opens a group that it never closes") }
    if let look {
      let found = steps + [.found]
      let width = look.isBehind ? try width(of: found) : 0
      looks.append(.init(steps: found, isNegated: look.isNegated, width: width))
      return [.look(looks.count - 1)]
    }
    guard let number else { return steps }
    return [.border(2 * number)] + Self.moved(steps, by: 1) + [.border(2 * number + 1)]
  }

  /// How many scalars `steps` take, whichever way they are gone.
  private func width(of steps: [PythonPattern.Step]) throws(DataError) -> Int {
    var waiting = [(step: 0, width: 0)]
    var visited = Set<Int>()
    var widths = Set<Int>()
    while let (step, width) = waiting.popLast() {
      guard width <= Self.longestLook, widths.count < 2 else { widths = []; break }
      guard visited.insert(width * steps.count + step).inserted else { continue }
      switch steps[step] {
      case .one: waiting.append((step + 1, width + 1))
      case .assert, .border, .look: waiting.append((step + 1, width))
      case .either(let first, let second): waiting += [(first, width), (second, width)]
      case .jump(let target): waiting.append((target, width))
      case .found: widths.insert(width)
      }
    }
    guard widths.count == 1, let width = widths.first else {
      throw mistake("looks behind for what has no one length up to \(Self.longestLook)")
    }
    return width
  }

  /// `item` as often as the quantifier behind it says.
  private mutating func repeated(
    _ item: [PythonPattern.Step], isGroup: Bool
  ) throws(DataError) -> [PythonPattern.Step] {
    guard let (least, most) = quantifier() else { return item }
    if !isGroup, case .assert? = item.first { throw mistake("repeats a place") }
    let isLazy = takes("?")
    if let scalar = next, "*+?".unicodeScalars.contains(scalar) || quantifier() != nil {
      throw mistake("repeats a repetition")
    }
    if let most, most < least {
      throw mistake("repeats at most \(most) and at least \(least) times")
    }
    try check(item.count * ((most ?? least) + 1))
    func choice(_ first: Int, _ second: Int) -> PythonPattern.Step {
      isLazy ? .either(second, first) : .either(first, second)
    }
    var steps: [PythonPattern.Step] = []
    for _ in 0..<least { steps += Self.moved(item, by: steps.count) }
    if let most {
      let end = steps.count + (most - least) * (item.count + 1)
      for _ in least..<most {
        steps.append(choice(steps.count + 1, end))
        steps += Self.moved(item, by: steps.count)
      }
    } else {
      let start = steps.count
      steps.append(choice(start + 1, start + item.count + 2))
      steps += Self.moved(item, by: steps.count)
      steps.append(.jump(start))
    }
    return steps
  }

  /// How often the item before is repeated: `*`, `+`, `?`, `{m}`, `{m,}`, `{,n}` or `{m,n}`; other
  /// braces are text.
  private mutating func quantifier() -> (least: Int, most: Int?)? {
    if takes("*") { return (0, nil) }
    if takes("+") { return (1, nil) }
    if takes("?") { return (0, 1) }
    guard next == "{" else { return nil }
    let start = place
    place += 1
    let least = number()
    let hasComma = takes(",")
    let most = hasComma ? number() : least
    guard takes("}"), least != nil || most != nil else {
      place = start
      return nil
    }
    return (least ?? 0, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = next, ("0"..."9").contains(scalar) {
      value = min(100_000, (value ?? 0) * 10 + Int(scalar.value - 48))
      place += 1
    }
    return value
  }

  private func one(_ scalar: Unicode.Scalar) -> ScalarSet {
    var set = ScalarSet(scalar)
    set.ignoresCase = ignoresCase
    return set
  }

  private mutating func escape() throws(DataError) -> PythonPattern.Step {
    switch next {
    case "b": place += 1; return .assert(.wordBoundary)
    case "B": place += 1; return .assert(.noWordBoundary)
    case "A": place += 1; return .assert(.start)
    case "Z": place += 1; return .assert(.veryEnd)
    default:
      var set = ScalarSet()
      set.ignoresCase = ignoresCase
      if let scalar = try member(into: &set) { set.add(scalar...scalar) }
      return .one(set)
    }
  }

  /// The scalar behind a backslash; nil where it is a class, which goes into `set`.
  private mutating func member(into set: inout ScalarSet) throws(DataError) -> Unicode.Scalar? {
    guard let scalar = next else { throw mistake("ends with a backslash") }
    place += 1
    let classes: [Unicode.Scalar: ScalarSet.Class] = [
      "d": .digit, "w": .word, "s": .space, "D": .notDigit, "W": .notWord, "S": .notSpace,
    ]
    if let kind = classes[scalar] {
      set.add(kind)
      return nil
    }
    let controls: [Unicode.Scalar: Unicode.Scalar] = [
      "n": "\n", "t": "\t", "r": "\r", "f": "\u{C}", "v": "\u{B}", "a": "\u{7}",
    ]
    if let control = controls[scalar] { return control }
    if scalar.properties.isASCIIHexDigit || ("g"..."z").contains(scalar)
      || ("G"..."Z").contains(scalar)
    {
      throw mistake("has the escape \\\(scalar), which is not known here")
    }
    return scalar
  }

  private mutating func set() throws(DataError) -> ScalarSet {
    var set = ScalarSet()
    set.ignoresCase = ignoresCase
    set.isNegated = takes("^")
    var isFirst = true
    while let scalar = next, isFirst || scalar != "]" {
      isFirst = false
      place += 1
      guard let low = scalar == "\\" ? try member(into: &set) : scalar else { continue }
      guard next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
        set.add(low...low)
        continue
      }
      place += 1
      let end = scalars[place]
      place += 1
      guard let high = end == "\\" ? try member(into: &set) : end, low <= high else {
        throw mistake("has a range in [ ] that goes backwards or ends in a class")
      }
      set.add(low...high)
    }
    guard takes("]") else { throw mistake("opens a set that it never closes") }
    return set
  }

  private func check(_ count: Int) throws(DataError) {
    if count > Self.stepLimit { throw mistake("is too long") }
  }

  private func mistake(_ what: String) -> DataError {
    .invalid("the pattern \(JSONNode.quoted(source)) \(what)")
  }

  private static func moved(
    _ steps: [PythonPattern.Step], by offset: Int
  ) -> [PythonPattern.Step] {
    steps.map { step in
      switch step {
      case .either(let first, let second): .either(first + offset, second + offset)
      case .jump(let target): .jump(target + offset)
      default: step
      }
    }
  }
}
