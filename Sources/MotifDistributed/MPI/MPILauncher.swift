internal import Foundation

/// What started this process as one rank of several, as its environment tells.
///
/// Without a launcher no MPI is opened: the process is a run of its own.
public struct MPILauncher: Sendable, Equatable {
  /// The kinds of launcher, which differ in the library that belongs to them.
  enum Kind: Sendable, Equatable {
    /// `mpirun` of Open MPI.
    case openMPI
    /// Hydra, the `mpiexec` of MPICH and Intel MPI, or `srun --mpi=pmi2`.
    case hydra
    /// Another that speaks PMIx: `srun --mpi=pmix`.
    case pmix
  }

  /// Which launcher it is.
  let kind: Kind
  /// This process's rank, if the launcher tells.
  public let rank: Int?
  /// The number of ranks, if the launcher tells.
  public let size: Int?
  /// Ranks on this machine, among which its cores are divided; 1 where the launcher does not tell.
  public let localSize: Int

  /// The launcher of this process; nil when it was started by hand.
  ///
  /// Throws when something started several processes that MPI knows nothing of: each would train
  /// alone.
  public static func current() throws(MPIError) -> MPILauncher? {
    try find(in: ProcessInfo.processInfo.environment)
  }

  /// The launcher that a process with this environment was started by.
  static func find(
    in environment: [String: String]
  ) throws(MPIError) -> MPILauncher? {
    func number(_ names: String...) throws(MPIError) -> Int? {
      for name in names {
        guard let text = environment[name] else { continue }
        guard let value = Int(text), value >= 0 else {
          throw MPIError(
            "the environment has \(name)=\(text), where the launcher of MPI puts a number: start "
              + "with mpirun, or unset it to run alone")
        }
        return value
      }
      return nil
    }
    let taskCount = try number("SLURM_STEP_NUM_TASKS")
    if environment["OMPI_COMM_WORLD_SIZE"] != nil {
      return MPILauncher(
        kind: .openMPI, rank: try number("OMPI_COMM_WORLD_RANK"),
        size: try number("OMPI_COMM_WORLD_SIZE"),
        localSize: try number("OMPI_COMM_WORLD_LOCAL_SIZE") ?? 1)
    }
    if environment["PMI_SIZE"] != nil {
      return MPILauncher(
        kind: .hydra, rank: try number("PMI_RANK"), size: try number("PMI_SIZE"),
        localSize: try number("MPI_LOCALNRANKS") ?? 1)
    }
    if environment["PMIX_RANK"] != nil {
      return MPILauncher(
        kind: .pmix, rank: try number("PMIX_RANK"), size: taskCount, localSize: 1)
    }
    if let taskCount, taskCount > 1 {
      throw MPIError(
        "srun started \(taskCount) tasks without MPI, so each would train alone: start with "
          + "srun --mpi=pmi2 (MPICH) or srun --mpi=pmix (Open MPI)")
    }
    let torch = ["RANK", "LOCAL_RANK", "MASTER_ADDR"]
    if let size = try? number("WORLD_SIZE"), size > 1,
      torch.allSatisfy({ environment[$0] != nil })
    {
      throw MPIError(
        "torchrun started \(size) processes, but it starts no MPI, so each would train alone: "
          + "start with mpirun -n \(size)")
    }
    return nil
  }
}

extension MPILauncher: CustomStringConvertible {
  /// `mpirun of Open MPI`.
  public var description: String {
    switch kind {
    case .openMPI: "mpirun of Open MPI"
    case .hydra: "mpiexec of MPICH"
    case .pmix: "a launcher that speaks PMIx"
    }
  }

  /// The library's files that belong to it, the likeliest first.
  var files: [String] {
    let mpich = ["libmpi.so.12", "libmpich.so.12", "libmpi_abi.so.1"]
    return switch kind {
    case .openMPI: ["libmpi.so.40", "libmpi_abi.so.1"]
    case .hydra: mpich
    case .pmix: ["libmpi.so.40"] + mpich
    }
  }

  /// The Debian packages that bring it and its library.
  var packages: String {
    kind == .hydra ? "mpich libmpich12" : "openmpi-bin libopenmpi3"
  }
}
