// Usage: swift run -c release motif-bench [GROUP or CASE…] [--threads 1,2] [--rounds N] [--json]
//        [--cpu-time] [--peers | --peer numpy|torch|torch-compiled|tokenizers …] [--python PATH]
//        [--text FILE …] [--list]
//    or: swift run -c release motif-bench cost-growth [--threads N] [--rounds N] [--cpu-time]
//        [--svg FILE]
//    or: swift run -c release motif-bench parallel-muon [--ranks 2,4,8] [--scale N] [--threads N]
//        [--rounds N] [--virtual] [--trace FILE]
//    or: swift run -c release motif-bench loader [--tokens N]

import Foundation
import MotifKernels
import MotifVector

/// All groups, in the order of the table.
func benchGroups(_ options: BenchOptions) throws(BenchError) -> [any BenchGroup] {
  var texts = BenchText.builtIn
  for path in options.texts { texts.append(try BenchText(file: path)) }
  return [
    MatmulBench(), BFloat16Bench(), SymmetricBench(), NewtonSchulzBench(), SoftmaxBench(),
    PolyNormBench<Float>(name: "polynorm") { $0 },
    PolyNormBench<BFloat16>(name: "polynorm-bf16") { BFloat16($0) },
    RMSNormBench(), RotaryBench(), AttentionBench(), CrossEntropyBench(), AdamBench(),
    SquareSumBench(), TrainStepBench(), TokenizerBench(texts: texts),
  ]
}

/// Prints the tables of ``CostGrowth`` and draws them where the options say.
func measureCostGrowth(_ options: BenchOptions) throws(BenchError) {
  Stopwatch.clock = options.processorTime ? .processor : .wall
  Parallel.threadCount = options.threads[0]
  let points = try CostGrowth().run(rounds: options.rounds)
  CostGrowth.printTables(points)
  guard let path = options.drawing else { return }
  do {
    try CostGrowth.drawing(points).write(toFile: path, atomically: true, encoding: .utf8)
  } catch {
    throw BenchError(description: "\(path) cannot be written: \(error.localizedDescription)")
  }
}

/// Prints the tables of ``VirtualMuonBench`` and ``ParallelMuonBench`` for each number of ranks.
func measureParallelMuon(_ options: BenchOptions) throws(BenchError) {
  Parallel.threadCount = options.threads[0]
  for ranks in options.ranks {
    let virtual = try VirtualMuonBench(ranks: ranks)
    virtual.printTables()
    if options.isVirtual, options.trace == nil { continue }
    let bench = try ParallelMuonBench(
      ranks: ranks, scale: options.scale, rounds: options.rounds)
    if let path = options.trace {
      var trace = MuonTrace()
      trace.add(virtual.trained, from: 0)
      trace.add(try bench.trace(), from: ranks)
      try trace.write(to: path)
    }
    if !options.isVirtual { bench.printTable(try bench.run()) }
  }
}

do {
  let options = try BenchOptions(arguments: Array(CommandLine.arguments.dropFirst()))
  if options.names == ["cost-growth"] {
    try measureCostGrowth(options)
  } else if options.names == ["parallel-muon"] {
    try measureParallelMuon(options)
  } else if options.names == ["loader"] {
    Stopwatch.clock = options.processorTime ? .processor : .wall
    let bench = LoaderBench(tokens: options.tokens)
    bench.printTable(try bench.run())
  } else if options.lists {
    for group in try benchGroups(options) {
      for item in group.cases() { print("\(group.name)/\(item.name)") }
    }
  } else {
    try BenchRun(groups: benchGroups(options), options: options).run()
  }
} catch {
  FileHandle.standardError.write(Data((error.description + "\n").utf8))
  exit(2)
}
