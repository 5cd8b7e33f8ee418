/// Days of the week, counted forward and between dates.
///
/// Levels: 1 days after a day, 2 dates of a month, 3 dates of a year, 4 dates of different years.
struct CalendarFamily: SlotFamily {
  let name = "calendar"
  let levels = 1...4
  let domain = TaskDomain.reasoning
  let form = AnswerForm.word(CalendarFamily.days)

  private static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  func operand(_ choices: inout Choices, level: Int) -> Operand {
    Operand(choices.integer(in: 2...(level == 1 ? 99 : 27)))
  }

  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem {
    if level == 1 { return Self.after(&choices, operand) }
    let year = choices.integer(in: 1900...2099)
    let month = choices.integer(below: 12)
    let day = choices.integer(in: 1...28)
    let otherYear = level == 4 ? year + choices.integer(in: 1...20) : year
    let otherMonth = level == 2 ? month : choices.integer(below: 12)
    let first = Self.number(year, month, day)
    let second = Self.number(otherYear, otherMonth, choices.integer(in: 1...28))
    let distance = second.days - first.days + operand.value
    let weekday = Self.days[Self.weekday(first.days)]
    let result = Self.days[Self.weekday(second.days + operand.value)]
    let rest = Self.weekday(distance)
    return TaskItem(
      prompt: "\(first.text) is a \(weekday). Which day of the week is \(operand.shown) days after "
        + "\(second.text)?",
      answer: result,
      steps: [
        "From \(first.text) to \(second.text) it is \(second.days - first.days) days.",
        "\(second.days - first.days) + \(operand.value) = \(distance)",
        "\(distance) days are full weeks and \(rest) days.", "\(weekday) + \(rest) is \(result).",
      ])
  }

  private static func after(_ choices: inout Choices, _ operand: Operand) -> TaskItem {
    let start = choices.integer(below: 7)
    let rest = weekday(operand.value)
    let result = days[(start + rest) % 7]
    return TaskItem(
      prompt: "Today is \(days[start]). Which day of the week is it in \(operand.shown) days?",
      answer: result,
      steps: [
        "\(operand.value) days are full weeks and \(rest) days.",
        "\(days[start]) + \(rest) is \(result).",
      ])
  }

  /// 0 … 6 of any number of days; day 0 is a Monday.
  private static func weekday(_ days: Int) -> Int { (days % 7 + 7) % 7 }

  /// A date and its number of days since Monday, 1 January 1900, by the Gregorian rule.
  private static func number(_ year: Int, _ month: Int, _ day: Int) -> (days: Int, text: String) {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let before = year - 1
    let leapDays = before / 4 - before / 100 + before / 400 - (1899 / 4 - 1899 / 100 + 1899 / 400)
    let days = (year - 1900) * 365 + leapDays + lengths[..<month].reduce(0, +) + day - 1
    return (days, "\(day) \(months[month]) \(year)")
  }
}
