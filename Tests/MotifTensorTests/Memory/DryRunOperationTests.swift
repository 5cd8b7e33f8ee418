import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

/// What each operation takes in a dry run, against what it takes for real.
@Suite struct DryRunOperationTests {
  private static let (rows, length, heads) = (2, 9, 6)

  private static func leaf(_ name: String, _ shape: Shape) -> Tensor {
    Tensor.random(name, shape).counted(as: .weights).tracked(name: name)
  }

  private static var attentionHeads: AttentionHeads {
    .differential(groups: 2, signalHeads: 2, keyGroups: 1, headDim: 4)
  }

  /// Every operation by name: inputs, and a result of them.
  private static let operations:
    [(name: String, inputs: [Shape], run: @Sendable ([Tensor]) -> Tensor)] =
      [
        ("adding", [[5, 700], [5, 700]], { $0[0].adding($0[1], scale: 0.5) }),
        ("multiply", [[5, 700], [5, 700]], { $0[0] * $0[1] }),
        ("linear", [[5, 700], [30, 700]], { $0[0].linear($0[1]) }),
        (
          "linear in bfloat16", [[50, 700], [30, 700]],
          { $0[0].linear($0[1], precision: .bfloat16) }
        ),
        (
          "linear in eight bits", [[50, 700], [30, 700]],
          { $0[0].linear($0[1], precision: .float8Full) }
        ),
        ("matrixProduct", [[50, 70], [70, 60]], { $0[0].matrixProduct($0[1]) }),
        ("rmsNorm", [[50, 70], [70]], { $0[0].rmsNorm(weight: $0[1], epsilon: 1e-6) }),
        ("softmax", [[50, 70]], { $0[0].softmax() }),
        ("reshaped", [[50, 70]], { $0[0].reshaped([70, 50]).scaled(by: 2) }),
        (
          "polyNorm", [[50, 70], [3], [1], [50, 70]],
          { $0[0].polyNorm(weight: $0[1], bias: $0[2], epsilon: 1e-6, times: $0[3]) }
        ),
        ("swiGLU", [[5, 700], [5, 700]], { $0[0].silu(times: $0[1]) }),
        ("gather", [[100, 70]], { $0[0].gather(TokenTensor([3, 1, 4, 1, 5], shape: [5])) }),
        (
          "rotary", [[rows, length, heads * 4]],
          {
            $0[0].rotated(
              RotaryTable(headDim: 4, theta: 100, length: length),
              positions: TokenTensor(Array(0..<length) + Array(0..<length), shape: [rows, length]),
              heads: heads)
          }
        ),
        (
          "attention", [[rows, length, heads * 4], [rows, length, 8], [rows, length, 8]],
          { $0[0].attention(keys: $0[1], values: $0[2], heads: attentionHeads).output }
        ),
        (
          "differentialCombine", [[rows, length, heads * 8], [8], [4], [4], [4], [4]],
          {
            $0[0].differentialCombine(
              lambda: LambdaVectors(q1: $0[2], k1: $0[3], q2: $0[4], k2: $0[5], initial: 0.2),
              gain: $0[1], epsilon: 1e-5, heads: attentionHeads)
          }
        ),
        (
          "crossEntropy", [[300, 70], [90, 70]],
          {
            $0[0].crossEntropy(
              head: $0[1], labels: TokenTensor((0..<300).map { $0 % 90 }, shape: [300]),
              normalizer: 300)
          }
        ),
      ]

  /// By purpose, the most that an operation and its gradient take.
  private static func peaks(_ index: Int) -> [MemoryPurpose: Int] {
    let (name, shapes, run) = operations[index]
    let inputs = shapes.enumerated().map { leaf("\(name)\($0.offset)", $0.element) }
    MemoryPurpose.resetPeaks()
    do {
      let gradients = run(inputs).sum().backward()
      for (input, shape) in zip(inputs, shapes) where gradients[input]?.shape != shape {
        return [:]
      }
    }
    return Dictionary(uniqueKeysWithValues: MemoryPurpose.allCases.map { ($0, $0.peakBytes) })
  }

  @Test func memoryIsWhatItIsForReal() async {
    await #expect(processExitsWith: .success) {
      ComputeThreads.count = 1
      for (index, operation) in Self.operations.enumerated() {
        let real = Self.peaks(index)
        let dry = DryRun.run { _ in Self.peaks(index) }
        #expect(!real.isEmpty && !dry.isEmpty, "\(operation.name) lacks a gradient")
        for (purpose, bytes) in real where purpose != .buffers {
          #expect(dry[purpose] == bytes, "\(operation.name): \(purpose)")
        }
        // Kernels' own scratch of a few rows is left out.
        let (taken, planned) = (real[.buffers] ?? 0, dry[.buffers] ?? 0)
        #expect(
          planned <= taken && taken - planned <= 64_000,
          "\(operation.name): buffers \(taken), dry \(planned)")
      }
    }
  }

  private static func flops(_ run: () -> Void) -> [String: Double] {
    DryRun.run {
      run()
      return $0.report.flops
    }
  }

  @Test(arguments: [false, true], [false, true])
  func productsAreCountedOnceAndTheirGradientsTwice(transposed: Bool, otherTransposed: Bool) {
    let flops = Self.flops {
      let a = Tensor(repeating: 0, shape: transposed ? [7, 5] : [5, 7]).tracked()
      let b = Tensor(repeating: 0, shape: otherTransposed ? [3, 7] : [7, 3]).tracked()
      _ = a.matrixProduct(b, transposed: transposed, otherTransposed: otherTransposed).sum()
        .backward()
    }
    #expect(flops == ["matrixProduct": 210, "matrixProduct gradient": 420])
  }

  @Test func whatIsNotWantedIsNotCounted() {
    let (x, weight) = (Tensor(repeating: 0, shape: [5, 7]), Tensor(repeating: 0, shape: [3, 7]))
    for (x, weight) in [(x, weight.tracked()), (x.tracked(), weight)] {
      let flops = Self.flops { _ = x.linear(weight).sum().backward() }
      #expect(flops == ["linear": 210, "linear gradient": 210])
    }
    let labels = TokenTensor([1, 1, 1, 1, 1], shape: [5])
    for (hidden, head, products) in [
      (x, weight, 1.0), (x.tracked(), weight, 2), (x.tracked(), weight.tracked(), 3),
    ] {
      let flops = Self.flops {
        let made = hidden.crossEntropy(head: head, labels: labels, normalizer: 1)
        #expect((made.node != nil) == (products > 1))
      }
      #expect(flops == ["crossEntropy": products * 210])
    }
    #expect(Self.flops { _ = x.tokenLosses(head: weight, labels: labels) } == ["crossEntropy": 210])
  }

  /// Each query meets the keys up to its own, and one that continues a cache those before it.
  @Test func attentionIsCausal() {
    let heads = AttentionHeads.grouped(queryHeads: 2, keyHeads: 1, headDim: 3, valueDim: 5)
    let flops = Self.flops {
      let q = Tensor(repeating: 0, shape: [1, 4, 6]).tracked()
      _ = q.attention(
        keys: Tensor(repeating: 0, shape: [1, 9, 3]),
        values: Tensor(repeating: 0, shape: [1, 9, 5]), heads: heads, keyLength: 6
      ).output.sum().backward()
    }
    let forward = Double(2 * (3 + 4 + 5 + 6) * 2 * (3 + 5))
    #expect(flops == ["attention": forward, "attention gradient": 2 * forward])
    // Two sequences side by side, of which one is the one above.
    let ragged = Self.flops {
      _ = Tensor(repeating: 0, shape: [1, 5, 6]).attention(
        keys: Tensor(repeating: 0, shape: [3, 9, 3]),
        values: Tensor(repeating: 0, shape: [3, 9, 5]), heads: heads, queryCounts: [1, 0, 4],
        keyLengths: [8, 2, 6])
    }
    #expect(ragged == ["attention": forward + Double(2 * 8 * 2 * (3 + 5))])
  }

  /// The formulas of `orthogonalized`, for sides alike and apart.
  @Test func orthogonalizationIsCounted() {
    func flops(_ rows: Int, _ columns: Int) -> Double? {
      Self.flops { _ = Tensor(repeating: 0, shape: [rows, columns]).orthogonalized() }[
        "orthogonalized"]
    }
    let (m, n, long) = (10.0, 12.0, 30.0)
    #expect(flops(10, 12) == 15 * m * m * n + 5 * m * m * m)
    #expect(flops(12, 10) == flops(10, 12))
    #expect(flops(10, 30) == 6 * m * m * long + 14 * m * m * m)
    #expect(flops(30, 10) == flops(10, 30))
  }
}
