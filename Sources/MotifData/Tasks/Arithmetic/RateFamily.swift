/// Word problems about speeds, prices and work.
///
/// Levels: 1 a product, 2 a quotient, 3 hours and minutes, 4 two legs of a way, 5 work together.
struct RateFamily: TaskFamily {
  let name = "rates"
  let levels = 1...5
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    switch level {
    case 1: Self.product(&choices)
    case 2: Self.quotient(&choices)
    case 3: Self.minutes(&choices)
    case 4: Self.twoLegs(&choices)
    default: Self.together(&choices)
    }
  }

  private static func product(_ choices: inout Choices) -> TaskItem {
    let thing = choices.pick(["pens", "cups", "books", "lamps", "chairs", "apples"])
    let (price, count) = (choices.integer(in: 2...30), choices.integer(in: 2...30))
    return TaskItem(
      prompt: "One of the \(thing) costs \(price) coins. How many coins do \(count) \(thing) cost?",
      answer: "\(price * count)", steps: ["\(price) * \(count) = \(price * count)"])
  }

  private static func quotient(_ choices: inout Choices) -> TaskItem {
    let vehicle = choices.pick(["train", "bus", "ship", "truck"])
    let (speed, hours) = (choices.integer(in: 2...60), choices.integer(in: 2...12))
    let way = speed * hours
    return TaskItem(
      prompt: "A \(vehicle) travels \(way) km in \(hours) hours. How many km does it travel in an "
        + "hour?",
      answer: "\(speed)", steps: ["\(way) / \(hours) = \(speed)"])
  }

  private static func minutes(_ choices: inout Choices) -> TaskItem {
    let person = choices.pick(Person.all)
    let speed = choices.integer(in: 2...40)
    let minutes = 5 * choices.integer(in: 1...36)
    let way = Rational(speed * minutes, 60)
    return TaskItem(
      prompt: "\(person.name) rides at \(speed) km an hour for \(minutes) minutes. How many km is "
        + "that, as a whole number or a fraction?",
      answer: way.text,
      steps: [
        "\(minutes) minutes are \(Rational(minutes, 60).text) hours",
        "\(speed) * \(Rational(minutes, 60).text) = \(way.text)",
      ])
  }

  private static func twoLegs(_ choices: inout Choices) -> TaskItem {
    let person = choices.pick(Person.all)
    let speeds = [choices.integer(in: 2...20), choices.integer(in: 2...20)]
    let hours = [choices.integer(in: 1...6), choices.integer(in: 1...6)]
    let way = speeds[0] * hours[0] + speeds[1] * hours[1]
    let mean = Rational(way, hours[0] + hours[1])
    return TaskItem(
      prompt: "\(person.name) rides at \(speeds[0]) km an hour for \(hours[0]) h, then at "
        + "\(speeds[1]) km an hour for \(hours[1]) h. What is the mean speed in km an hour, as a "
        + "whole number or a fraction?",
      answer: mean.text,
      steps: [
        "\(speeds[0]) * \(hours[0]) + \(speeds[1]) * \(hours[1]) = \(way)",
        "\(way) / \(hours[0] + hours[1]) = \(mean.text)",
      ])
  }

  private static func together(_ choices: inout Choices) -> TaskItem {
    let work = choices.pick(["fill a pool", "paint a wall", "clear a field", "print a book"])
    let (first, second) = (choices.integer(in: 2...24), choices.integer(in: 2...24))
    let rate = Rational(1, first) + Rational(1, second)
    let time = Rational(1) / rate
    return TaskItem(
      prompt: "One machine needs \(first) hours to \(work), another one \(second) hours. How many "
        + "hours do both need together, as a whole number or a fraction?",
      answer: time.text,
      steps: [
        "1/\(first) + 1/\(second) = \(rate.text) of the work in an hour",
        "1 / (\(rate.text)) = \(time.text)",
      ])
  }
}
