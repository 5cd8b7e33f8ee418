/// The length of the shortest way between two towns.
///
/// Level n has 3 + n towns.
struct ShortestPathFamily: TaskFamily {
  let name = "shortestPath"
  let levels = 1...5
  let domain = TaskDomain.reasoning
  let form = AnswerForm.number

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    var graph = Graph(3 + level)
    graph.connect(&choices)
    graph.addRoads(1 + level, &choices)
    let text = graph.text(lengths: true, &choices)
    let ends = choices.distinct(2, of: Array(0..<graph.count))
    let distances = graph.distances(from: ends[0])
    var steps: [String] = []
    var answer = 0
    for (town, distance) in distances {
      steps.append("\(Graph.name(town)) is \(distance) away")
      answer = distance
      if town == ends[1] { break }
    }
    return TaskItem(
      prompt: "These roads have these lengths: \(text). How long is the shortest way from "
        + "\(Graph.name(ends[0])) to \(Graph.name(ends[1]))?",
      answer: "\(answer)", steps: steps)
  }
}
