import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

@testable import MotifTensor

/// What gradients read of activations that are kept in bfloat16.
@Suite struct ShortActivationTests {
  private static func rounded(_ x: Tensor) -> Tensor {
    Tensor(x.values.map { BFloat16.float(BFloat16.bits($0)) }, shape: x.shape)
  }

  /// Leaves keep their numbers' purpose; a scaled one is an activation.
  private let x = Tensor.random("short.x", [5, 12]).tracked()
  private let weight = Tensor.random("short.w", [7, 12]).tracked()

  @Test func gradientsAreThoseOfRoundedInputs() {
    func gradients(_ input: Tensor) -> (result: Tensor, weight: [Float]?) {
      let result = input.linear(weight)
      return (result, result.sum().backward()[weight]?.values)
    }
    let plain = gradients(x.scaled(by: 2))
    let short = keepingBFloat16Activations { gradients(x.scaled(by: 2)) }
    #expect(short.result.values == plain.result.values, "the forward pass is the same")
    #expect(short.weight != plain.weight)
    #expect(short.weight == gradients(Self.rounded(x.scaled(by: 2))).weight)
  }

  @Test func weightsAreKeptAsTheyAre() {
    let parameter = Parameter(
      ParameterSpec(name: "w", shape: [7, 12], role: .upProjection), value: weight.detached)
    func gradient() -> [Float]? { x.linear(parameter.tensor).sum().backward()[x]?.values }
    #expect(gradient() == keepingBFloat16Activations { gradient() })
  }

  @Test func allWhoKeepANumberShareIt() {
    let doubled = x.scaled(by: 2)
    keepingBFloat16Activations {
      let (one, other) = (doubled.kept, doubled.detached.kept)
      #expect(doubled.storage.short === doubled.storage.short)
      let read = one.tensor
      #expect(read.storage === other.tensor.storage, "readers share what is widened")
      #expect(read.values == Self.rounded(doubled).values && read.node == nil)
      #expect(one.target.node === doubled.node && other.target.node == nil)
    }
  }

  @Test func whatIsKeptStaysWhenTheTensorChanges() {
    keepingBFloat16Activations {
      var numbers = x.scaled(by: 2)
      let before = numbers.kept
      numbers.withUnsafeMutablePointer { $0[0] = 1000 }
      let after = numbers.kept
      #expect(before.tensor.values[0] == Self.rounded(x.scaled(by: 2)).values[0])
      #expect(after.tensor.values[0] == 1000)
    }
  }

  @Test func nothingIsRoundedWithoutAGradient() {
    let doubled = x.scaled(by: 2)
    keepingBFloat16Activations {
      withoutGradients { #expect(doubled.kept.tensor.values == doubled.values) }
      keepingBFloat16Activations(false) {
        #expect(doubled.kept.tensor.values == doubled.values)
      }
    }
  }

  @Test(arguments: [0, 1, 7, 65, (1 << 16) + 3])
  func copiesRoundAndWidenEveryNumber(count: Int) {
    let numbers = (0..<count).map { Float($0 * 7919 % 2003) / 977 - 1 }
    var bits = [UInt16](repeating: 1, count: count)
    var wide = [Float](repeating: .nan, count: count)
    withThreadCounts([1, 4]) { _ in
      Vectorized.encodeBFloat16(numbers, into: &bits, count: count)
      Vectorized.decodeBFloat16(bits, into: &wide, count: count)
      #expect(bits == numbers.map(BFloat16.bits) && wide == bits.map(BFloat16.float))
    }
  }
}
