// Usage: swift run -c release motif-bench [GROUP or CASE…] [--threads 1,2] [--rounds N] [--json]
//        [--cpu-time] [--peers | --peer numpy|torch|torch-compiled …] [--python PATH] [--list]

import Foundation
import MotifKernels
import MotifVector

let groups: [any BenchGroup] = [
  MatmulBench(), SymmetricBench(), NewtonSchulzBench(), SoftmaxBench(),
  PolyNormBench<Float>(name: "polynorm") { $0 },
  PolyNormBench<BFloat16>(name: "polynorm-bf16") { BFloat16($0) },
  RMSNormBench(), RotaryBench(), AttentionBench(), CrossEntropyBench(), AdamBench(),
  TrainStepBench(),
]

do {
  let options = try BenchOptions(arguments: Array(CommandLine.arguments.dropFirst()))
  if options.lists {
    for group in groups {
      for item in group.cases() { print("\(group.name)/\(item.name)") }
    }
  } else {
    try BenchRun(groups: groups, options: options).run()
  }
} catch {
  FileHandle.standardError.write(Data((error.description + "\n").utf8))
  exit(2)
}
