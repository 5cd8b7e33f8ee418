internal import MotifCore
internal import MotifDistributed
internal import MotifOptimizer

/// A plan for a cluster as tables for a terminal.
struct ClusterPlanText {
  let plan: ClusterPlan

  /// All tables.
  var text: String {
    let owners = plan.hasOwners ? [ownerText, loadText, exchangeText] : []
    return ([heading, shardText] + owners + [stepText]).joined(separator: "\n\n")
  }

  private var heading: String {
    "Plan for \(NumberText.grouped(plan.ranks)) ranks: \(plan.dpReplicate) replicas × \(plan.dpShard) "
      + "shards × \(plan.tp) of tensor parallelism, on \(plan.cluster.name)\n" + sharing
  }

  /// How the optimizer's work is shared.
  private var sharing: String {
    let travel = "matrices travel as \(plan.communication)"
    return switch plan.muon {
    case nil: "AdamW updates every parameter where it is: no matrix travels in its step"
    case .base: "Muon: every rank orthogonalises every matrix, which it holds whole"
    case .distributed: "Muon: every rank gathers and orthogonalises every matrix; \(travel)"
    case .parallel: "Muon: each matrix has one owner, all in one go; \(travel)"
    case .parallelPipelined: "Muon: each matrix has one owner, chunk by chunk; \(travel)"
    }
  }

  private var shardText: String {
    var table = TextTable(numbers: 2, notes: 1)
    table.add("role", "tensors", "numbers", "cut by")
    for part in plan.parts {
      table.add(
        part.role, "\(part.tensors)", NumberText.short(Double(part.elements), digits: 3),
        part.placement)
    }
    return "Shards\n" + table.text() + "\n\n" + spreads
  }

  private var spreads: String {
    var table = TextTable(numbers: 3)
    table.add("bytes of a rank", "least", "mean", "most")
    for (name, spread) in [
      ("weights", plan.weightBytes), ("with gradients and optimizer state", plan.stateBytes),
    ] {
      table.add(
        name, ByteText.short(spread.min), ByteText.short(spread.mean), ByteText.short(spread.max))
    }
    return table.text()
  }

  /// The first ranks; a large cluster is for `--json`.
  private var ownerText: String {
    let shown = 8
    var table = TextTable(numbers: 2, notes: 1)
    table.add("rank", "matrices", "load", "first of them")
    for owner in plan.owners.prefix(shown) {
      table.add(
        "\(owner.rank)", "\(owner.matrices.count)", NumberText.fixed(owner.load, 3),
        owner.matrices.first ?? "")
    }
    let rest = plan.owners.count - min(shown, plan.owners.count)
    return "Owners of matrices, \(Self.name(plan.assignment))\n" + table.text()
      + (rest > 0 ? "\n  and \(NumberText.grouped(rest)) more ranks; --json has all of them" : "")
  }

  private var loadText: String {
    var table = TextTable(numbers: 5)
    table.add("owners", "load", "by chunk", "worst chunk", "step of Muon", "buffers of a rank")
    for way in plan.ways {
      table.add(
        Self.name(way.assignment), NumberText.fixed(way.load, 3),
        NumberText.fixed(way.chunkedLoad, 3),
        NumberText.fixed(way.chunkLoads.max() ?? 1, 3), Self.milliseconds(way.seconds),
        ByteText.short(way.peakBytes))
    }
    return "Load of the busiest rank over the mean one\n" + table.text()
  }

  private static func name(_ assignment: String) -> String {
    switch assignment {
    case "leastLoaded": "least loaded"
    case "sorted": "sorted by cost"
    default: assignment
    }
  }

  private var exchangeText: String {
    let shown = 12
    var table = TextTable(numbers: 3)
    table.add("chunk", "load", "mean of a rank", "most")
    for (chunk, (spread, load)) in zip(plan.exchanges, plan.chosen?.chunkLoads ?? [])
      .enumerated().prefix(shown)
    {
      table.add(
        "\(chunk)", NumberText.fixed(load, 3), ByteText.short(spread.mean),
        ByteText.short(spread.max))
    }
    let rest = plan.exchanges.count - min(shown, plan.exchanges.count)
    return "Bytes of an all-to-all, there and once more back\n" + table.text()
      + (rest > 0 ? "\n  and \(rest) more chunks; --json has all of them" : "")
  }

  private var stepText: String {
    var table = TextTable(numbers: 1, notes: 1)
    if let way = plan.chosen {
      table.add(
        "optimizer", Self.milliseconds(way.seconds),
        "Muon's exchange and orthogonalisation; element-wise work is not counted")
      table.add(
        "idle", NumberText.fixed(100 * way.idleShare, 1) + " %", "of a rank's time in it")
    }
    table.add("memory of a rank", ByteText.short(plan.peakBytes), "at most; without activations")
    return "A step\n" + table.text()
  }

  private static func milliseconds(_ seconds: Double) -> String {
    NumberText.fixed(seconds * 1e3, 2) + " ms"
  }
}
