import MotifDistributed
import Testing

/// Who is where, and who forms a group with whom.
@Suite struct MeshTests {
  /// Meshes with one rank on some axes, and with odd sizes.
  static let meshes = [
    Mesh(), Mesh(dpShard: 5), Mesh(tp: 3), Mesh(dpReplicate: 4), Mesh(dpShard: 3, tp: 2),
    Mesh(dpReplicate: 2, dpShard: 3), Mesh(dpReplicate: 3, tp: 2),
    Mesh(dpReplicate: 2, dpShard: 2, tp: 2), Mesh(dpReplicate: 3, dpShard: 4, tp: 5),
    Mesh(dpReplicate: 1, dpShard: 7, tp: 1), Mesh(dpReplicate: 5, dpShard: 1, tp: 3),
  ]

  /// Every set of axes.
  static let axisSets = (0..<8).map { bits in
    Set(Mesh.Axis.allCases.filter { bits >> $0.rawValue & 1 == 1 })
  }

  @Test func theInnermostAxisIsTheFastest() {
    let mesh = Mesh(dpReplicate: 3, dpShard: 4, tp: 5)
    #expect(mesh.size == 60)
    #expect(mesh[.dpReplicate] == 3 && mesh[.dpShard] == 4 && mesh[.tp] == 5)
    #expect(mesh.coordinates(of: 47) == Mesh.Coordinates(dpReplicate: 2, dpShard: 1, tp: 2))
    #expect(mesh.rank(at: Mesh.Coordinates(dpReplicate: 2, dpShard: 1, tp: 2)) == 47)
    #expect(mesh.rank(at: Mesh.Coordinates()) == 0)
  }

  @Test(arguments: meshes)
  func everyRankHasAPositionOfItsOwn(_ mesh: Mesh) {
    for rank in 0..<mesh.size {
      let coordinates = mesh.coordinates(of: rank)
      #expect(mesh.rank(at: coordinates) == rank)
      #expect(
        (coordinates.dpReplicate * mesh.dpShard + coordinates.dpShard) * mesh.tp + coordinates.tp
          == rank)
    }
  }

  @Test(arguments: meshes, axisSets)
  func groupsPartTheMesh(_ mesh: Mesh, _ axes: Set<Mesh.Axis>) {
    var members: [Int: [Int]] = [:]
    for rank in 0..<mesh.size {
      members[mesh.group(of: rank, along: axes), default: []].append(rank)
    }
    let size = mesh.size(along: axes)
    #expect(members.count * size == mesh.size)
    #expect(members.keys.sorted() == Array(0..<members.count))
    for group in members.values {
      for (place, rank) in group.enumerated() {
        #expect(mesh.ranks(with: rank, along: axes) == group)
        #expect(mesh.place(of: rank, along: axes) == place)
        // They share their position on every other axis.
        let (own, first) = (mesh.coordinates(of: rank), mesh.coordinates(of: group[0]))
        #expect(Mesh.allAxes.subtracting(axes).allSatisfy { own[$0] == first[$0] })
      }
    }
  }

  @Test func groupsOfTheUsualKinds() {
    let mesh = Mesh(dpReplicate: 2, dpShard: 3, tp: 2)
    #expect(mesh.ranks(with: 9, along: [.tp]) == [8, 9])
    #expect(mesh.ranks(with: 9, along: [.dpShard]) == [7, 9, 11])
    #expect(mesh.ranks(with: 9, along: [.dpReplicate]) == [3, 9])
    #expect(mesh.ranks(with: 9, along: [.dpShard, .tp]) == [6, 7, 8, 9, 10, 11])
    #expect(mesh.ranks(with: 9, along: [.dpReplicate, .dpShard]) == [1, 3, 5, 7, 9, 11])
    #expect(mesh.ranks(with: 9, along: []) == [9])
    #expect(mesh.ranks(with: 9, along: Mesh.allAxes) == Array(0..<12))
    #expect(mesh.group(of: 9, along: []) == 9 && mesh.group(of: 9, along: Mesh.allAxes) == 0)
    #expect(mesh.place(of: 9, along: []) == 0 && mesh.place(of: 9, along: Mesh.allAxes) == 9)
  }

  /// A split by group number, ordered by rank, gives every rank the number that the mesh says.
  @Test func communicatorsOfGroupsAreNumberedAlike() throws {
    let mesh = Mesh(dpReplicate: 2, dpShard: 2, tp: 2)
    for axes in Self.axisSets {
      let groups = try ThreadWorld(size: mesh.size).run { world in
        let color = mesh.group(of: world.rank, along: axes)
        let group = try #require(try world.split(color: color, key: world.rank))
        #expect(group.rank == mesh.place(of: world.rank, along: axes))
        return try group.allGather([world.rank])
      }
      #expect(groups == (0..<mesh.size).map { mesh.ranks(with: $0, along: axes) })
    }
  }

  @Test func impossibleMeshesAndRanksAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = Mesh(dpShard: 0) }
    await #expect(processExitsWith: .failure) { _ = Mesh(tp: -1) }
    await #expect(processExitsWith: .failure) { _ = Mesh(dpShard: 4).coordinates(of: 4) }
    await #expect(processExitsWith: .failure) { _ = Mesh(dpShard: 4).coordinates(of: -1) }
    await #expect(processExitsWith: .failure) {
      _ = Mesh(dpShard: 4, tp: 2).rank(at: Mesh.Coordinates(dpShard: 1, tp: 2))
    }
  }
}
