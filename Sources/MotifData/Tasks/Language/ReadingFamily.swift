/// Where a thing is after people have taken it along, put it down and handed it over.
///
/// Level n has 2 + 2n sentences.
struct ReadingFamily: TaskFamily {
  let name = "reading"
  let levels = 1...5
  let domain = TaskDomain.questionAnswering
  let form = AnswerForm.word(ReadingFamily.places)

  private static let places = [
    "kitchen", "garden", "cellar", "attic", "garage", "hall", "library", "bathroom",
  ]
  private static let things = ["ball", "lamp", "key", "book", "hat", "cup", "coin", "map"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let people = choices.distinct(3, of: Person.all).map(\.name)
    let thing = choices.pick(Self.things)
    var places = people.map { _ in choices.pick(Self.places) }
    var holder: Int? = 0
    var place = places[0]
    var told = zip(people, places).map { "\($0) is in the \($1)." }
    told.append("\(people[0]) has the \(thing).")
    var steps = ["The \(thing) starts in the \(place)."]
    for _ in 0..<(2 * level) {
      let person = choices.integer(below: people.count)
      if holder == person, choices.integer(below: 3) == 0 {
        told.append("\(people[person]) puts down the \(thing).")
        steps.append("It lies in the \(place).")
        holder = nil
      } else if holder == nil, places[person] == place {
        told.append("\(people[person]) takes the \(thing).")
        holder = person
      } else {
        places[person] = choices.pick(Self.places.filter { $0 != places[person] })
        told.append("\(people[person]) goes to the \(places[person]).")
        if holder == person {
          place = places[person]
          steps.append("\(people[person]) carries it to the \(place).")
        }
      }
    }
    return TaskItem(
      prompt: "\(told.joined(separator: " ")) Where is the \(thing)?", answer: place, steps: steps)
  }
}
