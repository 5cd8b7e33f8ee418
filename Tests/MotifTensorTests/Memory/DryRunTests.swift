import Foundation
import MotifKernels
import MotifTensor
import MotifTestSupport
import Synchronization
import Testing

/// Operations without numbers: what they take, and what they do not touch.
@Suite struct DryRunTests {
  /// More numbers than any machine has.
  private static let huge = Shape([1 << 20, 1 << 20])

  @Test func aTensorTakesNoMemory() {
    let report = DryRun.run { run in
      var isWritten = false
      let x = Tensor(shape: Self.huge) { _ in isWritten = true }
      let y = x.adding(x.scaled(by: 2))
      #expect(!isWritten && y.shape == Self.huge && "\(y)" == "Tensor\(Self.huge)")
      return run.report
    }
    #expect(report.peakBytes[.activations] == 12 << 40)
    #expect(report.residentBytes == 12 << 40 && report.systemBytes == 12 << 40)
  }

  @Test func sharedTensorsAreCopiedBeforeTheyChange() {
    DryRun.run { run in
      func peak() -> Int? { run.report.peakBytes[.activations] }
      var x = Tensor(repeating: 0, shape: [1000])
      x.scale(by: 2)
      #expect(peak() == 4000, "alone, it changes in place")
      let held = x
      x.scale(by: 2)
      #expect(peak() == 8000, "shared, it is copied first")
      x.scale(by: 2)
      #expect(peak() == 8000)
      withExtendedLifetime(held) {}
    }
  }

  /// Weight and both moments, which one kernel changes at once; then momentum and weight.
  @Test func updatesCopyAllThatASaveHolds() {
    DryRun.run { run in
      func peak() -> Int? { run.report.peakBytes[.activations] }
      var (weight, first, second) = (Self.zeros, Self.zeros, Self.zeros)
      let gradient = Self.zeros
      let held = [weight, first, second]
      for _ in 0..<2 {
        weight.adamWUpdate(
          gradient: gradient, first: &first, second: &second, step: 1, .init(learningRate: 0))
      }
      #expect(peak() == 7 * 400)
      let momentum = first
      for _ in 0..<2 {
        _ = first.momentumUpdate(gradient: gradient, momentum: 0.9, nesterov: true)
      }
      #expect(peak() == 8 * 400 && run.report.peakBytes[.buffers] == 400)
      withExtendedLifetime((held, momentum)) {}
    }
  }

  private static var zeros: Tensor { Tensor(repeating: 0, shape: [10, 10]) }

  @Test func purposesAreCounted() {
    DryRun.run { run in
      let x = Self.zeros.counted(as: .weights)
      #expect(MemoryPurpose.weights.peakBytes == 400)
      MemoryPurpose.resetPeaks()
      let peaks = run.report.peakBytes
      #expect(peaks[.weights] == 400 && peaks[.activations] == 0 && peaks[.optimizer] == 0)
      withExtendedLifetime(x) {}
    }
  }

  @Test func numbersAreHarmless() {
    DryRun.run { _ in
      let x = Tensor([.infinity, .nan, 3])
      #expect(x.isFinite && x.squaredNorm == 0 && x.values == [0, 0, 0])
      #expect(x.sum().item == 1 && x.argmaxRows() == [0])
      let vector = Tensor([9, 9])
      let lambda = LambdaVectors(q1: vector, k1: vector, q2: vector, k2: vector, initial: 0.3)
      #expect(lambda.value == 0.3 && !lambda.isClamped)
      let ids = TokenTensor([] as [Int32], shape: [1 << 30, 1 << 20])
      #expect(ids.count == 1 << 50 && ids.values.isEmpty)
    }
  }

  @Test func numbersFromOutsideStay() {
    let x = Tensor([1, 2, 3])
    let y = DryRun.run { _ in
      #expect(x.values == [1, 2, 3] && x.squaredNorm == 14)
      return x.scaled(by: 2)
    }
    #expect(x.values == [1, 2, 3] && y.values == [0, 0, 0])
    #expect(x.scaled(by: 2).values == [2, 4, 6], "it ended with its body")
  }

  @Test func otherThreadsCompute() throws {
    let sum = Mutex(Float(0))
    DryRun.run { _ in
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        sum.withLock { $0 = Tensor([1, 2, 3]).sum().item }
        done.signal()
      }
      done.wait()
      var order: [Int] = []
      ComputeThreads.forEach(50) { order.append($0 + Self.zeros.count) }
      #expect(order == Array(100..<150), "bodies are on the thread of the dry run")
    }
    #expect(sum.withLock { $0 } == 6)
  }

  @Test func readingNumbersThatAreNotThereEndsTheProcess() async {
    await #expect(processExitsWith: .failure) {
      DryRun.run { _ in
        _ = Tensor([1, 2]).withUnsafePointer { $0[0] }
      }
    }
  }
}
