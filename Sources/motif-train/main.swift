internal import MotifCore
internal import MotifCommand
import MotifTensor
import MotifTrainer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

StandardStreams.prepare()
let signals = SignalWatcher()
let output = CommandOutput(isJSON: CommandLine.arguments.dropFirst().contains("--json"))
if let reason = ProcessorCheck.problem {
  StandardStreams.tell("motif-train: " + reason)
  exit(ExitCode.usage.rawValue)
}
ComputeMemory.whenRefused { bytes in
  let failure = CommandFailure(MemoryRefusal(bytes: bytes))
  failure.tell(output)
  exit(failure.exitCode)
}
ComputeThreads.whenRefused { wanted, got in
  StandardStreams.tell(
    "motif-train: the system refused threads: computing with \(got) instead of \(wanted), which is "
      + "slower and changes no number")
}
do {
  let arguments = try ProgramArguments.read(CommandLine.unsafeArgv, count: CommandLine.argc)
  let command = try Command(arguments.filter { $0 != "--json" })
  exit(try CommandRun(signals: signals, output: output).run(command).rawValue)
} catch {
  let failure = CommandFailure(error)
  failure.tell(output)
  exit(failure.exitCode)
}
