import MotifKernels
import Testing

@Suite("ProductUnit") struct ProductUnitTests {
  private static let nothing = UnitSupport(
    hasPairProducts: false, grantsTiles: false, isByAMD: false)
  private static let zen4 = UnitSupport(hasPairProducts: true, grantsTiles: false, isByAMD: true)
  private static let cooperLake = UnitSupport(
    hasPairProducts: true, grantsTiles: false, isByAMD: false)
  private static let sapphireRapids = UnitSupport(
    hasPairProducts: true, grantsTiles: true, isByAMD: false)

  @Test("the fastest unit that a processor has is taken")
  func byItself() throws {
    for request in [nil, ""] {
      #expect(try ProductUnit.chosen(request, on: Self.nothing) == .none)
      #expect(try ProductUnit.chosen(request, on: Self.zen4) == .avx512bf16)
      // There the vectors are half as fast as Float products.
      #expect(try ProductUnit.chosen(request, on: Self.cooperLake) == .none)
      #expect(try ProductUnit.chosen(request, on: Self.sapphireRapids) == .amx)
    }
  }

  @Test("a request overrides the choice")
  func requested() throws {
    #expect(try ProductUnit.chosen("none", on: Self.sapphireRapids) == .none)
    #expect(try ProductUnit.chosen("none", on: Self.nothing) == .none)
    #expect(try ProductUnit.chosen("amx", on: Self.sapphireRapids) == .amx)
    #expect(try ProductUnit.chosen("avx512bf16", on: Self.sapphireRapids) == .avx512bf16)
    #expect(try ProductUnit.chosen("avx512bf16", on: Self.cooperLake) == .avx512bf16)
    #expect(try ProductUnit.chosen("avx512bf16", on: Self.zen4) == .avx512bf16)
  }

  @Test(
    "a request that cannot be met is one sentence with what can",
    arguments: [
      "AMX", "amx ", "avx512", "fp32", "auto", "1",
    ])
  func unknown(request: String) {
    let error = #expect(throws: ProductUnitError.self) {
      try ProductUnit.chosen(request, on: Self.sapphireRapids)
    }
    #expect(
      error?.description == "MOTIF_UNITS=\(request) is not a unit for bfloat16 products; use amx, "
        + "avx512bf16 or none")
  }

  @Test("a unit that is not there is refused with those that are")
  func unavailable() {
    let onAMD = #expect(throws: ProductUnitError.self) {
      try ProductUnit.chosen("amx", on: Self.zen4)
    }
    #expect(
      onAMD?.description == "MOTIF_UNITS=amx asks for a unit that this processor, its system or "
        + "this build does not offer; use avx512bf16 or none")
    let without = #expect(throws: ProductUnitError.self) {
      try ProductUnit.chosen("avx512bf16", on: Self.nothing)
    }
    #expect(without?.description.hasSuffix("does not offer; use none, or leave it out") == true)
  }

  @Test("the unit of this process is one that it has")
  func current() {
    #expect(ProductUnit.available.contains(.current))
    #expect(ProductUnit.available.last == ProductUnit.none)
  }
}
