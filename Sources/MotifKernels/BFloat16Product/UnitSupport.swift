#if arch(x86_64) && MOTIF_AVX512
  internal import _Builtin_intrinsics.intel.cpuid

  #if os(Linux)
    @_extern(c, "syscall")
    private func systemCall(_ number: Int, _ code: Int, _ argument: Int) -> Int
  #endif
#endif

/// What a processor and its system offer for products of bfloat16 numbers.
package struct UnitSupport: Sendable {
  /// `vdpbf16ps` on vectors of 16 sums.
  package var hasPairProducts: Bool
  /// AMX tiles with `tdpbf16ps`, which the system lets this process use.
  package var grantsTiles: Bool
  package var isByAMD: Bool

  package init(hasPairProducts: Bool, grantsTiles: Bool, isByAMD: Bool) {
    self.hasPairProducts = hasPairProducts
    self.grantsTiles = grantsTiles
    self.isByAMD = isByAMD
  }

  #if arch(x86_64) && MOTIF_AVX512
    /// What this process finds; asks Linux for the registers of tiles, which counts for all threads.
    static let current: UnitSupport = {
      let features = leaf(7, 0)
      let more: UInt32 = features.eax >= 1 ? leaf(7, 1).eax : 0
      let maker = leaf(0, 0)
      let tiles: UInt32 = 1 << 22 | 1 << 24  // AMX-BF16, AMX-TILE
      return UnitSupport(
        hasPairProducts: more & 1 << 5 != 0,
        grantsTiles: features.edx & tiles == tiles && requestTiles(),
        isByAMD: maker.ebx == 0x6874_7541)  // "Auth" of "AuthenticAMD"
    }()

    private static func leaf(
      _ leaf: UInt32, _ part: UInt32
    ) -> (eax: UInt32, ebx: UInt32, ecx: UInt32, edx: UInt32) {
      var (a, b, c, d) = (UInt32(0), UInt32(0), UInt32(0), UInt32(0))
      guard __get_cpuid_count(leaf, part, &a, &b, &c, &d) != 0 else { return (0, 0, 0, 0) }
      return (a, b, c, d)
    }

    /// Whether Linux, from 5.16 on, gives the process the registers of tiles.
    private static func requestTiles() -> Bool {
      #if os(Linux)
        let (archPrctl, requestPermission, tileData) = (158, 0x1023, 18)
        return systemCall(archPrctl, requestPermission, tileData) == 0
      #else
        return false
      #endif
    }
  #else
    /// A build for other processors uses no unit.
    static let current = UnitSupport(hasPairProducts: false, grantsTiles: false, isByAMD: false)
  #endif
}
