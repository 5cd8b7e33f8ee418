/// The rooms of a target form no circle, and a name means one thing in a target.
///
/// References are found in the text, not by types: a name that a file uses is taken for the type or
/// function of that name in the same target. What a value does through its members, declared in an
/// extension in another room, is not seen unless the type is named in front (`Type.member`); a
/// function is not seen where the file has a value, a parameter or a label of its name.
extension House {
  /// Circles of references between the rooms of a target, each with a witness for every step.
  func roomCircles() -> [String] {
    targets.flatMap { target -> [String] in
      let graph = RoomGraph(files(in: target))
      return graph.circles().map { circle in
        let steps = zip(circle, circle.dropFirst() + circle.prefix(1)).map { from, to in
          "  \(from) → \(to): \(witness(graph.edges[from]?[to] ?? []))"
        }
        let title = (circle + circle.prefix(1)).joined(separator: " → ")
        return (["\(target): rooms form a circle: \(title)"] + steps).joined(separator: "\n")
      }
    }
  }

  /// One reference of an edge, and how many more there are.
  private func witness(_ references: [RoomGraph.Reference]) -> String {
    guard let first = references.first else { return "" }
    let others = references.count - 1
    let more = others == 0 ? "" : ", and \(others) more \(others == 1 ? "pair" : "pairs") of files"
    return "\(first.from.shortPath) → \(first.to.shortPath) "
      + "(\(first.names.joined(separator: ", ")))\(more)"
  }

  /// Types and functions of a target that two of its files declare at the top level.
  func ambiguousNames() -> [String] {
    targets.flatMap { target -> [String] in
      let names = TargetNames(files(in: target))
      let declaring = names.types.merging(names.functions) { $0 + $1 }
      return declaring.keys.sorted().compactMap { name in
        let paths = Set((declaring[name] ?? []).map(\.shortPath)).sorted()
        return paths.count < 2
          ? nil : "\(target): \(name) is declared in \(paths.joined(separator: " and "))"
      }
    }
  }
}
