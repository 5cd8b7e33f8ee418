import MotifDistributed

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// One rank of a job that a launcher of MPI starts, for tests: does what its argument names.
//
// The status is 0 when all is well, 2 when MPI cannot be used, 5 when a rank was lost or failed and
// 75 after a signal; rank 0 writes a line when every rank has come to the end.

let arguments = CommandLine.arguments.dropFirst()
guard let errand = MPIErrand(Array(arguments)) else {
  MPIWorld.tellStandardError("usage: motif-mpi-check \(MPIErrand.usage)")
  exit(2)
}
do {
  guard let world = try MPIWorld.fromLauncher(deadline: 60, bytesPerCall: errand.bytesPerCall)
  else {
    print("started by hand: MPI was not opened")
    exit(0)
  }
  let ending = errand.run(world)
  if world.rank == 0 {
    print(ending.line)
    // A launcher may end the other ranks as soon as one has left with a status, and what they say with it.
    fflush(nil)
  }
  world.close()
  exit(ending.status)
} catch {
  MPIWorld.tellStandardError("\(error)")
  exit(2)
}
