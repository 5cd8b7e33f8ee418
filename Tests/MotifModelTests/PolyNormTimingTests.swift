import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifModel

@Suite struct PolyNormTimingTests {
  @Test(arguments: [false, true]) func bothWaysComputeTheSame(hasFactor: Bool) {
    let x = Tensor.random("timing.x", [6, 40]).tracked()
    let factor = hasFactor ? Tensor.random("timing.m", [6, 40]).tracked() : nil
    let (single, fused) = (
      PolyNormTiming.singleOperations(x, factor), PolyNormTiming.fused(x, factor)
    )
    let gradients = (single.sum().backward(), fused.sum().backward())
    func off(_ a: [Float]?, _ b: [Float]?) -> Float {
      zip(a ?? [.nan], b ?? [.nan]).map { abs($0 - $1) }.max() ?? .nan
    }
    // Float32 sums of forty numbers of size 1, in another order.
    #expect(off(single.values, fused.values) < 1e-5)
    #expect(off(gradients.0[x]?.values, gradients.1[x]?.values) < 1e-4)
    if let factor {
      #expect(off(gradients.0[factor]?.values, gradients.1[factor]?.values) < 1e-5)
    }
  }

  @Test func everyKernelIsMeasuredBothWays() {
    let kernels = PolyNormTiming(rows: 8, columns: 64).kernels
    #expect(
      kernels.map(\.name) == [
        "PolyNorm, forward", "PolyNorm, backward", "PolyNorm × mul, forward",
        "PolyNorm × mul, backward",
      ])
    #expect(kernels.map(\.published) == [30.3, 43.9, 23.4, 27.9])
    for kernel in kernels {
      #expect(kernel.oneByOne > 0 && kernel.fused > 0, "\(kernel)")
    }
  }
}
