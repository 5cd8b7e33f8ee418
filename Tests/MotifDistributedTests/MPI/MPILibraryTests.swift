import Foundation
import Testing

@testable import MotifDistributed

@Suite struct MPILibraryTests {
  private func vector(_ words: [UInt64]) -> Data { words.withUnsafeBytes { Data($0) } }

  /// Entry 7 is where the kernel loaded the dynamic linker.
  @Test func aStaticProgramIsToldByItsAuxiliaryVector() {
    #expect(!MPILibrary.isStatic(auxiliaryVector: nil))
    #expect(!MPILibrary.isStatic(auxiliaryVector: vector([33, 1, 7, 0x7F00, 0, 0])))
    #expect(MPILibrary.isStatic(auxiliaryVector: vector([33, 1, 7, 0, 0, 0])))
    #expect(MPILibrary.isStatic(auxiliaryVector: vector([33, 7, 5, 7, 0, 0])))
    #expect(MPILibrary.isStatic(auxiliaryVector: vector([])))
    #if os(Linux)
      let own = try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/auxv"))
      #expect(own != nil && !MPILibrary.isStatic(auxiliaryVector: own))
    #endif
  }

  @Test func typesMoveElementsOfTheirSize() {
    for constants in [MPIConstants.mpich, .standard] {
      let types = [1, 2, 4, 8].map(constants.type)
      #expect(types == [constants.byte, constants.uint16, constants.int32, constants.int64])
      #expect(Set(types).count == 4)
    }
  }

  @Test func aSymbolThatOpenMPILacksIsTheError() {
    struct Missing: Error, Equatable { let name: String }
    #expect(throws: Missing(name: "ompi_mpi_int32_t")) {
      _ = try MPIConstants.openMPI { name throws(Missing) in
        if name == "ompi_mpi_int32_t" { throw Missing(name: name) }
        return 1
      }
    }
  }
}
