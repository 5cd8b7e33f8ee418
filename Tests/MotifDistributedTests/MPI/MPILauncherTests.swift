import Testing

@testable import MotifDistributed

@Suite struct MPILauncherTests {
  private static let found: [([String: String], MPILauncher?)] = [
    ([:], nil),
    (
      [
        "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "8",
        "OMPI_COMM_WORLD_LOCAL_SIZE": "4", "PMIX_RANK": "3",
      ], MPILauncher(kind: .openMPI, rank: 3, size: 8, localSize: 4)
    ),
    (
      ["OMPI_COMM_WORLD_SIZE": "2"],
      MPILauncher(kind: .openMPI, rank: nil, size: 2, localSize: 1)
    ),
    (
      ["PMI_RANK": "0", "PMI_SIZE": "1", "MPI_LOCALNRANKS": "1"],
      MPILauncher(kind: .hydra, rank: 0, size: 1, localSize: 1)
    ),
    (
      ["PMI_RANK": "5", "PMI_SIZE": "6", "SLURM_STEP_NUM_TASKS": "6"],
      MPILauncher(kind: .hydra, rank: 5, size: 6, localSize: 1)
    ),
    (
      ["PMIX_RANK": "1", "SLURM_STEP_NUM_TASKS": "4"],
      MPILauncher(kind: .pmix, rank: 1, size: 4, localSize: 1)
    ),
    (["PMIX_RANK": "1"], MPILauncher(kind: .pmix, rank: 1, size: nil, localSize: 1)),
    // A batch script's own shell, and a step of one task.
    (["SLURM_PROCID": "0", "SLURM_NTASKS": "4"], nil), (["SLURM_STEP_NUM_TASKS": "1"], nil),
    // Variables that containers and other programs use as well.
    (["RANK": "1", "WORLD_SIZE": "2"], nil), (["WORLD_SIZE": "large"], nil),
  ]

  @Test(arguments: found)
  func theEnvironmentTells(environment: [String: String], launcher: MPILauncher?) throws {
    #expect(try MPILauncher.find(in: environment) == launcher)
  }

  private static let refused: [([String: String], String)] = [
    (["SLURM_STEP_NUM_TASKS": "4"], "srun started 4 tasks without MPI"),
    (
      ["RANK": "0", "LOCAL_RANK": "0", "MASTER_ADDR": "localhost", "WORLD_SIZE": "2"],
      "torchrun started 2 processes"
    ),
    (["OMPI_COMM_WORLD_SIZE": "many"], "the environment has OMPI_COMM_WORLD_SIZE=many"),
    (["PMI_SIZE": "2", "PMI_RANK": "-1"], "the environment has PMI_RANK=-1"),
  ]

  @Test(arguments: refused)
  func processesThatWouldTrainAloneAreRefused(
    environment: [String: String], sentence: String
  ) {
    #expect {
      try MPILauncher.find(in: environment)
    } throws: { error in
      error is MPIError && "\(error)".hasPrefix(sentence)
    }
  }

  @Test func eachLauncherHasItsLibraries() throws {
    let pmix = try MPILauncher.find(in: ["PMIX_RANK": "0"])
    #expect(
      pmix?.files == ["libmpi.so.40", "libmpi.so.12", "libmpich.so.12", "libmpi_abi.so.1"])
    #expect(pmix?.packages == "openmpi-bin libopenmpi3")
    let hydra = try MPILauncher.find(in: ["PMI_SIZE": "2"])
    #expect(hydra?.files == ["libmpi.so.12", "libmpich.so.12", "libmpi_abi.so.1"])
    #expect(hydra?.packages == "mpich libmpich12")
  }
}
