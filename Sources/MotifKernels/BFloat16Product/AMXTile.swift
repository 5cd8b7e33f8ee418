#if arch(x86_64) && MOTIF_AVX512
  import Builtin

  // The compiler knows these instructions under the names of LLVM; tile numbers are constants.
  @_extern(c, "llvm.x86.tileloadd64")
  private func tileLoad(_ tile: Int8, _ source: UnsafeRawPointer, _ stride: Int)
  @_extern(c, "llvm.x86.tilestored64")
  private func tileStore(_ tile: Int8, _ target: UnsafeMutableRawPointer, _ stride: Int)
  @_extern(c, "llvm.x86.ldtilecfg")
  private func loadTileShapes(_ shapes: UnsafeRawPointer)
  @_extern(c, "llvm.x86.tilerelease")
  private func releaseTiles()

  @inline(__always)
  private func tileZero(_ tile: Int8) { Builtin.int_x86_tilezero(tile._value) }

  @inline(__always)
  private func tileDot(_ c: Int8, _ a: Int8, _ b: Int8) {
    Builtin.int_x86_tdpbf16ps(c._value, a._value, b._value)
  }

  /// 32 × 32 sums in four AMX tiles.
  ///
  /// Tiles 0 to 3 hold sums, 4 and 5 rows of A, 6 and 7 columns of B: a step of 32 depths is four loads
  /// and four products.
  enum AMXTile {
    static var rows: Int { 32 }
    static var columns: Int { 32 }

    /// Runs `body` on a thread whose tiles have their shapes, and lets go of the tiles after it, which
    /// makes it cheaper to suspend the thread.
    static func withTiles(_ body: () -> Void) {
      // Palette 1, and for each of eight tiles 64 bytes a row and 16 rows.
      withUnsafeTemporaryAllocation(byteCount: 64, alignment: 64) { shapes in
        guard let base = shapes.baseAddress else { return }
        shapes.initializeMemory(as: UInt8.self, repeating: 0)
        base.storeBytes(of: 1, as: UInt8.self)
        for tile in 0..<8 {
          base.storeBytes(of: 64, toByteOffset: 16 + 2 * tile, as: UInt16.self)
          base.storeBytes(of: 16, toByteOffset: 48 + tile, as: UInt8.self)
        }
        loadTileShapes(base)
      }
      body()
      releaseTiles()
    }

    /// `C = A·B`, or `C += A·B` where `accumulates`, over `steps` of 32 depths.
    ///
    /// `a` holds for every step 32 rows of 64 bytes, `b` 16 pairs of depths of 128 bytes.
    @inline(never)
    static func multiply(
      steps: Int, a: UnsafeRawPointer, b: UnsafeRawPointer, c: UnsafeMutablePointer<Float>,
      ldc: Int, accumulates: Bool
    ) {
      let stride = ldc * MemoryLayout<Float>.stride
      let top = UnsafeMutableRawPointer(c)
      let bottom = top + 16 * stride
      if accumulates {
        tileLoad(0, top, stride)
        tileLoad(1, top + 64, stride)
        tileLoad(2, bottom, stride)
        tileLoad(3, bottom + 64, stride)
      } else {
        tileZero(0)
        tileZero(1)
        tileZero(2)
        tileZero(3)
      }
      var (a, b) = (a, b)
      for _ in 0..<steps {
        tileLoad(6, b, 128)
        tileLoad(4, a, 64)
        tileDot(0, 4, 6)
        tileLoad(7, b + 64, 128)
        tileDot(1, 4, 7)
        tileLoad(5, a + 16 * 64, 64)
        tileDot(2, 5, 6)
        tileDot(3, 5, 7)
        a += 32 * 64
        b += 16 * 128
      }
      tileStore(0, top, stride)
      tileStore(1, top + 64, stride)
      tileStore(2, bottom, stride)
      tileStore(3, bottom + 64, stride)
    }
  }
#endif
