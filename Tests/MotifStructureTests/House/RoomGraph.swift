/// Which rooms of a target refer to which, and by what.
struct RoomGraph {
  /// A file that refers to names of a file in another room.
  struct Reference {
    let from: SourceFile
    let to: SourceFile
    var names: [String]
  }

  /// The references by the room that they leave and the room that they reach.
  private(set) var edges: [String: [String: [Reference]]] = [:]

  /// The references between the rooms of a target that consists of `files`.
  init(_ files: [SourceFile]) {
    let names = TargetNames(files)
    let byPath = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for file in files {
      for (name, path) in names.references(of: file) {
        guard let other = byPath[path], other.room != file.room else { continue }
        var references = edges[file.room]?[other.room] ?? []
        if let last = references.last, last.from.path == file.path, last.to.path == path {
          references[references.count - 1].names.append(name)
        } else {
          references.append(Reference(from: file, to: other, names: [name]))
        }
        edges[file.room, default: [:]][other.room] = references
      }
    }
  }

  /// For each room that lies on circles a shortest one, each circle once.
  ///
  /// A circle starts with the first of its rooms in alphabetical order.
  func circles() -> [[String]] {
    var circles: [[String]] = []
    for room in edges.keys.sorted() {
      guard let circle = shortestCircle(from: room),
        let start = circle.indices.min(by: { circle[$0] < circle[$1] })
      else { continue }
      let turned = Array(circle[start...] + circle[..<start])
      if !circles.contains(turned) { circles.append(turned) }
    }
    return circles
  }

  /// The rooms of a shortest way from `room` back to it, without the return; breadth first.
  private func shortestCircle(from room: String) -> [String]? {
    var ways = [[room]]
    var seen: Set<String> = []
    var index = 0
    while index < ways.count {
      let way = ways[index]
      for next in (edges[way[way.count - 1]] ?? [:]).keys.sorted() {
        if next == room { return way }
        if seen.insert(next).inserted { ways.append(way + [next]) }
      }
      index += 1
    }
    return nil
  }
}
