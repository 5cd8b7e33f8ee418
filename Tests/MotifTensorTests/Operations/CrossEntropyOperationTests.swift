import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Cross-entropy operation") struct CrossEntropyOperationTests {
  struct Problem: Sendable, CustomStringConvertible {
    var tokens: Int
    var hidden: Int
    var vocabulary: Int
    var normalizer = 1.0
    var zLoss = 0.0

    /// Every third token is ignored, the first never is.
    var labels: TokenTensor {
      TokenTensor(
        (0..<tokens).map { $0 % 3 == 2 ? -100 : ($0 * 7 + 1) % vocabulary }, shape: [tokens])
    }
    var description: String {
      "\(tokens) tokens, \(hidden) × \(vocabulary), normalizer \(normalizer), z \(zLoss)"
    }

    var inputs: [(name: String, value: Tensor)] {
      [
        ("hidden", .random("ce.hidden", [tokens, hidden])),
        ("head", .random("ce.head", [vocabulary, hidden])),
      ]
    }

    func loss(_ hidden: Tensor, _ head: Tensor) -> Tensor {
      hidden.crossEntropy(
        head: head, labels: labels, normalizer: normalizer, zLoss: Float(zLoss))
    }

    /// Loss and gradients with all logits at once.
    func reference(_ x: [Double], _ head: [Double]) -> (
      loss: Double, losses: [Double], dhidden: [Double], dhead: [Double]
    ) {
      var logits = written(tokens * vocabulary) {
        Reference.matmul(
          m: tokens, n: vocabulary, k: hidden, a: x, lda: hidden, b: head, ldb: hidden,
          transposeB: true, c: $0, ldc: vocabulary)
      }
      var losses = [Double](repeating: .nan, count: tokens)
      Reference.crossEntropy(
        logits: &logits, labels: labels.values, rows: tokens, columns: vocabulary,
        scale: 1 / normalizer, zLoss: Double(Float(zLoss)), writeGradient: true, losses: &losses)
      let dhidden = written(tokens * hidden) {
        Reference.matmul(
          m: tokens, n: hidden, k: vocabulary, a: logits, lda: vocabulary, b: head, ldb: hidden,
          c: $0, ldc: hidden)
      }
      let dhead = written(vocabulary * hidden) {
        Reference.matmul(
          m: vocabulary, n: hidden, k: tokens, a: logits, lda: vocabulary, transposeA: true, b: x,
          ldb: hidden, c: $0, ldc: hidden)
      }
      return (losses.reduce(0, +) / normalizer, losses, dhidden, dhead)
    }
  }

  static let problems = [
    Problem(tokens: 1, hidden: 1, vocabulary: 2), Problem(tokens: 7, hidden: 9, vocabulary: 8),
    Problem(tokens: 9, hidden: 3, vocabulary: 33, normalizer: 6),
    Problem(tokens: 8, hidden: 5, vocabulary: 31, normalizer: 2.5, zLoss: 0.01),
  ]

  @Test("ignored labels, normalizer, z-loss", arguments: problems)
  func gradients(problem: Problem) {
    expectOperation(
      "crossEntropy", problem.inputs, operation: { problem.loss($0[0], $0[1]) },
      reference: { [problem.reference($0[0], $0[1]).loss] })
  }

  /// 70 001 words make a chunk of 239 tokens, so that 260 tokens need two.
  ///
  /// The second has more than 16: thinner products sum all words in one chain, which is less exact.
  static let chunked = Problem(
    tokens: 260, hidden: 3, vocabulary: 70_001, normalizer: 87, zLoss: 1e-3)

  @Test("more tokens than one chunk of logits")
  func chunks() throws {
    let problem = Self.chunked
    let (hidden, head) = (problem.inputs[0].value.tracked(), problem.inputs[1].value.tracked())
    let loss = problem.loss(hidden, head)
    let gradients = loss.backward()
    let expected = problem.reference(hidden.values.doubles, head.values.doubles)
    for (name, actual, expected) in [
      ("loss", loss.values, [expected.loss]),
      ("dhidden", try #require(gradients[hidden]).values, expected.dhidden),
      ("dhead", try #require(gradients[head]).values, expected.dhead),
    ] {
      // Without the usual absolute term: a probability of one in 70 001 must count.
      let comparison = Comparison(
        name, actual, expected, relative: OperationCheck.relative, absolute: 0)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  @Test("losses token by token, over chunks", arguments: problems.dropFirst() + [chunked])
  func tokenLosses(problem: Problem) {
    var plain = problem
    plain.zLoss = 0
    let (hidden, head) = (plain.inputs[0].value, plain.inputs[1].value)
    let losses = hidden.tokenLosses(head: head, labels: plain.labels)
    let expected = plain.reference(hidden.values.doubles, head.values.doubles).losses
    let comparison = Comparison("losses", losses, expected, relative: OperationCheck.relative)
    #expect(comparison.matches, "\(comparison)")
    #expect(zip(losses, plain.labels.values).allSatisfy { ($0 == 0) == ($1 < 0) })
  }

  @Test("a frozen head or frozen hidden states receive nothing, the other gradient is the same")
  func frozen() {
    let problem = Self.problems[1]
    let (x, head) = (problem.inputs[0].value, problem.inputs[1].value)
    func gradients(_ x: Tensor, _ head: Tensor) -> [[Float]?] {
      let gradients = problem.loss(x, head).backward()
      return [gradients[x]?.values, gradients[head]?.values]
    }
    let both = gradients(x.tracked(), head.tracked())
    #expect(both[0] != nil && both[1] != nil)
    #expect(gradients(x.tracked(), head) == [both[0], nil])
    #expect(gradients(x, head.tracked()) == [nil, both[1]])
  }

  @Test("a scaled loss scales its gradients; nothing valid gives zero")
  func scaledAndEmpty() throws {
    let problem = Self.problems[2]
    expectOperation(
      "0.25 crossEntropy", problem.inputs,
      operation: { problem.loss($0[0], $0[1]).scaled(by: 0.25) },
      reference: { [0.25 * problem.reference($0[0], $0[1]).loss] })
    let x = problem.inputs[0].value.tracked()
    let none = TokenTensor([Int](repeating: -1, count: 9), shape: [9])
    let loss = x.crossEntropy(head: problem.inputs[1].value, labels: none, normalizer: 1)
    #expect(loss.item == 0)
    #expect(try #require(loss.backward()[x]).values.allSatisfy { $0 == 0 })
  }
}
