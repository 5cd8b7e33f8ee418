package import MotifCore
package import MotifModel

extension WeightFolder {
  /// Throws ``FileError`` that names `config.json` when this machine has not the memory to run the
  /// model: allocating it would end the process.
  package func requireMemory() throws(FileError) { try require(MemoryRequirement(running: config)) }

  /// Throws ``FileError`` that names `config.json` when this machine has less than `requirement`.
  package func require(_ requirement: MemoryRequirement) throws(FileError) {
    guard let complaint = requirement.complaint(available: ProcessMemory.available) else { return }
    throw FileError(path: path + "/config.json", reason: complaint)
  }
}
